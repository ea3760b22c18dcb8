// The text a new definition starts from: the smallest that can be opened and drawn on.
import type { Kind } from '../../lib/models';

const escape = (text: string) => text.replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c] ?? c);

const process = (key: string, name: string) => `<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:modeler="http://camunda.org/schema/modeler/1.0" id="definitions_${key}" targetNamespace="urn:shao:process" modeler:executionPlatform="Camunda Cloud" modeler:executionPlatformVersion="8.5.0">
  <bpmn:process id="${key}" name="${escape(name)}" isExecutable="true">
    <bpmn:startEvent id="start"><bpmn:outgoing>flow_start_end</bpmn:outgoing></bpmn:startEvent>
    <bpmn:endEvent id="end"><bpmn:incoming>flow_start_end</bpmn:incoming></bpmn:endEvent>
    <bpmn:sequenceFlow id="flow_start_end" sourceRef="start" targetRef="end" />
  </bpmn:process>
  <bpmndi:BPMNDiagram id="diagram_${key}">
    <bpmndi:BPMNPlane id="plane_${key}" bpmnElement="${key}">
      <bpmndi:BPMNShape id="start_di" bpmnElement="start"><dc:Bounds x="160" y="160" width="36" height="36" /></bpmndi:BPMNShape>
      <bpmndi:BPMNShape id="end_di" bpmnElement="end"><dc:Bounds x="460" y="160" width="36" height="36" /></bpmndi:BPMNShape>
      <bpmndi:BPMNEdge id="flow_start_end_di" bpmnElement="flow_start_end"><di:waypoint x="196" y="178" /><di:waypoint x="460" y="178" /></bpmndi:BPMNEdge>
    </bpmndi:BPMNPlane>
  </bpmndi:BPMNDiagram>
</bpmn:definitions>
`;

const decision = (key: string, name: string) => `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" xmlns:dmndi="https://www.omg.org/spec/DMN/20191111/DMNDI/" xmlns:dc="http://www.omg.org/spec/DMN/20180521/DC/" xmlns:modeler="http://camunda.org/schema/modeler/1.0" id="${key}_model" name="${escape(name)}" namespace="urn:shao:decision:${key}" modeler:executionPlatform="Camunda Cloud" modeler:executionPlatformVersion="8.5.0">
  <decision id="${key}" name="${escape(name)}">
    <variable id="${key}_var" name="${escape(name)}" />
    <decisionTable id="${key}_table" hitPolicy="FIRST">
      <input id="${key}_in1" label="事件类型"><inputExpression id="${key}_expr1" typeRef="string"><text>item.code</text></inputExpression></input>
      <output id="${key}_out1" label="结果" name="result" typeRef="string" />
      <rule id="${key}_rule1"><inputEntry id="${key}_rule1_i1"><text>-</text></inputEntry><outputEntry id="${key}_rule1_o1"><text>""</text></outputEntry></rule>
    </decisionTable>
  </decision>
  <dmndi:DMNDI><dmndi:DMNDiagram id="${key}_diagram"><dmndi:DMNShape id="${key}_di" dmnElementRef="${key}"><dc:Bounds height="80" width="180" x="160" y="100" /></dmndi:DMNShape></dmndi:DMNDiagram></dmndi:DMNDI>
</definitions>
`;

const form = (key: string, name: string) => `${JSON.stringify({ type: 'default', id: key, schemaVersion: 16, executionPlatform: 'Camunda Cloud', executionPlatformVersion: '8.5.0', components: [{ type: 'text', text: `### ${name}`, id: `Field_${key.replace(/\W/g, '_')}_1` }] }, null, 2)}\n`;

export function blank(kind: Kind, key: string, name: string): string {
  switch (kind) {
    case 'process': return process(key, name);
    case 'decision': return decision(key, name);
    case 'form': return form(key, name);
    case 'catalogue': return 'code,zh,en,source,effective_from,effective_to\n';
  }
}
