// The editor of a kind; each brings its own library, loaded when first needed.
import { forwardRef, lazy, Suspense } from 'react';
import { Loading } from '../../components/States';
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
  return <Suspense fallback={<Loading rows={8} />}><Editor ref={handle} {...props} /></Suspense>;
});
export default EditorOf;
