/// <reference types="vite/client" />
declare module '@bpmn-io/form-js-viewer';
declare module 'bpmn-js/lib/NavigatedViewer';
