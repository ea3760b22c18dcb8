// A draft while it is worked on: what is typed is kept in this browser at once and on the server when saved;
// two who save the same draft learn of each other.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { ApiError } from '../../lib/api';
import { dropDraft, readDraft, writeDraft } from '../../lib/draft';
import { drafts, type DraftView } from '../../lib/models';
import type { EditorHandle } from './editor';

const SETTLE_MS = 600;
interface Kept { text: string; version: number }

export interface Work {
  /** The text as last read from the editor. */
  text: string;
  dirty: boolean;
  /** Unsaved changes of an earlier visit were taken up again. */
  restored: boolean;
  /** Somebody else saved since: theirs, to look at or to overwrite. */
  conflict: DraftView | null;
  saving: boolean;
  error: unknown;
  changed: () => void;
  /** Reads the editor now. */
  read: () => Promise<string>;
  /** Saves; `over` the version that somebody else saved, `base` after merging with another release. */
  save: (over?: DraftView, base?: number) => Promise<DraftView | null>;
  /** Throws away what was not saved and takes what the server has. */
  discard: () => void;
  /** Counts up when the editor must be made anew with `start`. */
  round: number;
  start: string;
}

export function useWork(draft: DraftView, editor: React.RefObject<EditorHandle | null>): Work {
  const client = useQueryClient();
  const key = `model.${draft.id}`;
  const [kept] = useState(() => readDraft<Kept>(key));
  const early = draft.can_edit && kept && kept.text !== draft.text ? kept : null;
  const [start, setStart] = useState(early?.text ?? draft.text);
  const [text, setText] = useState(start);
  const [dirty, setDirty] = useState(Boolean(early));
  const [restored, setRestored] = useState(Boolean(early));
  const [conflict, setConflict] = useState<DraftView | null>(early && early.version < draft.version ? draft : null);
  const [round, setRound] = useState(0);
  const timer = useRef(0);
  const version = useRef(early?.version ?? draft.version);

  const read = useCallback(async () => {
    const now = editor.current ? await editor.current.read() : text;
    setText(now);
    return now;
  }, [editor, text]);
  const keep = useCallback(async () => {
    window.clearTimeout(timer.current);
    const now = await editor.current?.read();
    if (now === undefined) return;
    setText(now);
    writeDraft<Kept>(key, { text: now, version: version.current });
  }, [editor, key]);
  const changed = useCallback(() => {
    setDirty(true);
    window.clearTimeout(timer.current);
    timer.current = window.setTimeout(() => void keep(), SETTLE_MS);
  }, [keep]);
  useEffect(() => {
    const leave = () => { if (dirty) void keep(); };
    window.addEventListener('pagehide', leave);
    return () => { window.removeEventListener('pagehide', leave); window.clearTimeout(timer.current); };
  }, [dirty, keep]);

  const mutation = useMutation({
    mutationFn: async ({ over, base }: { over?: DraftView; base?: number }) => drafts.save(draft.id, over?.version ?? version.current, await read(), base),
    onSuccess: (saved) => {
      version.current = saved.version;
      dropDraft(key);
      setDirty(false); setRestored(false); setConflict(null);
      client.setQueryData(['draft', draft.id], saved);
      void client.invalidateQueries({ queryKey: ['drafts'] });
    },
    onError: async (why) => {
      if (!(why instanceof ApiError) || why.status !== 409) return;
      await keep();
      const theirs = await drafts.read(draft.id).catch(() => null);
      if (theirs && theirs.version !== version.current) setConflict(theirs);
    },
  });
  const save = async (over?: DraftView, base?: number) => mutation.mutateAsync({ over, base }).catch(() => null);
  const discard = () => {
    const theirs = conflict ?? draft;
    dropDraft(key);
    version.current = theirs.version;
    setStart(theirs.text); setText(theirs.text);
    setDirty(false); setRestored(false); setConflict(null);
    setRound((n) => n + 1);
    mutation.reset();
    client.setQueryData(['draft', draft.id], theirs);
  };
  return { text, dirty, restored, conflict, saving: mutation.isPending, error: conflict ? null : mutation.error, changed, read, save, discard, round, start };
}
