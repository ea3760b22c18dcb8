// The modelling libraries that bring no types: only what is used here.
declare module 'bpmn-js-properties-panel' {
  export const BpmnPropertiesPanelModule: object;
  export const BpmnPropertiesProviderModule: object;
  export const ZeebePropertiesProviderModule: object;
  export function useService(name: string): unknown;
}
declare module '@bpmn-io/properties-panel' {
  type Component = (props: Record<string, unknown>) => unknown;
  export const SelectEntry: Component;
  export const TextFieldEntry: Component;
  export const CheckboxEntry: Component;
  export const Group: Component;
  export const ListGroup: Component;
  export const isSelectEntryEdited: (node: unknown) => boolean;
  export const isTextFieldEntryEdited: (node: unknown) => boolean;
  export const isCheckboxEntryEdited: (node: unknown) => boolean;
}
declare module '@bpmn-io/properties-panel/preact/jsx-runtime' {
  export function jsx(component: unknown, props: Record<string, unknown>): unknown;
}
declare module 'zeebe-bpmn-moddle/resources/zeebe.json' {
  const descriptor: Record<string, unknown>;
  export default descriptor;
}
declare module 'camunda-bpmn-js-behaviors/lib/camunda-cloud' {
  const module: object;
  export default module;
}
declare module 'dmn-js/lib/Modeler' {
  const Modeler: new (options: object) => unknown;
  export default Modeler;
}
declare module 'dmn-js/lib/NavigatedViewer' {
  const Viewer: new (options: object) => unknown;
  export default Viewer;
}
