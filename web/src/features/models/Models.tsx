// System administration › processes and rules: the list, one definition, one draft. Loaded when first opened.
import { lazy, type ReactNode } from 'react';
import { Part } from '../../components/Boundary';
import { Loading } from '../../components/States';
import type { Kind } from '../../lib/models';
import { pages, usePath } from '../../lib/router';
import { KINDS } from './editor';
import ModelList from './ModelList';
import './models.css';

const DefinitionPage = lazy(() => import('./DefinitionPage'));
const DraftPage = lazy(() => import('./DraftPage'));
const TypeModels = lazy(() => import('./TypeModels'));

export default function Models() {
  const [kind = '', key = ''] = usePath().slice(pages.models.length + 1).split('/').map(decodeURIComponent);
  return <Part waiting={<div className="page"><Loading rows={8} /></div>}>{page(kind, key)}</Part>;
}

function page(kind: string, key: string): ReactNode {
  if (kind === 'types') return <TypeModels />;
  if (kind === 'draft' && key) return <DraftPage key={key} id={key} />;
  if (key && KINDS.includes(kind as Kind)) return <DefinitionPage key={`${kind}/${key}`} kind={kind as Kind} name={key} />;
  return <ModelList />;
}
