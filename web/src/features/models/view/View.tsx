// A definition to read: the picture of a process, the tables of the rest. Readable on any width.
import { lazy } from 'react';
import { Part } from '../../../components/Boundary';
import type { Kind } from '../../../lib/models';
import Sheets from './Sheets';

const Picture = lazy(() => import('./Picture'));

export default function View({ kind, text, label, note }: { kind: Kind; text: string; label: string; note?: string }) {
  return (
    <div className="stack model-view">
      {note && <p className="notice">{note}</p>}
      {kind === 'process' ? <Part rows={8}><Picture xml={text} label={label} /></Part> : <Sheets kind={kind} text={text} label={label} />}
    </div>
  );
}
