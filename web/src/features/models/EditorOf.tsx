// The editor of a kind; each brings its own library, loaded when first needed.
import { forwardRef, lazy } from 'react';
import { Part } from '../../components/Boundary';
import type { Kind } from '../../lib/models';
import type { EditorHandle, EditorProps } from './editor';

const EDITORS = {
  process: lazy(() => import('./bpmn/ProcessEditor')),
  decision: lazy(() => import('./dmn/DecisionEditor')),
  form: lazy(() => import('./form/FormEditor')),
  catalogue: lazy(() => import('./catalogue/CatalogueEditor')),
};

const EditorOf = forwardRef<EditorHandle, EditorProps & { kind: Kind }>(function EditorOf({ kind, ...props }, handle) {
  const Editor = EDITORS[kind];
  return <Part rows={8}><Editor ref={handle} {...props} /></Part>;
});
export default EditorOf;
