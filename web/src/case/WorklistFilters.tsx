// What of the worklist is shown: by step, by clock, by kind, by a filter of one's own. All of it lives in the URL.
import { CloseOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button, Input, Select } from 'antd';
import { useState, type FormEvent } from 'react';
import { LightMark } from '../components/Light';
import { pick, t, word } from '../i18n';
import { catalogue, type TaskCounts } from '../lib/api';
import { useSavedFilters } from '../lib/saved';
import { useMe } from '../lib/session';
import { itemName } from '../lib/names';

export const FILTERS = ['stage', 'type', 'light', 'mine'] as const;
type Params = Record<string, string>;
type SetParams = (change: Record<string, string | undefined>) => void;

export function Kinds({ counts, stage, onStage }: { counts: TaskCounts | undefined; stage?: string; onStage: (stage?: string) => void }) {
  if (!counts) return <div className="kinds" aria-hidden="true"><span className="skeleton" style={{ width: 220 }} /></div>;
  const rows = stage && !counts.by_stage.some((row) => row.stage === stage) ? [...counts.by_stage, { stage, zh: word('stage', stage), en: word('stage', stage), count: 0 }] : counts.by_stage;
  return (
    <div className="kinds" role="group" aria-label={t('list.kinds')}>
      <button type="button" aria-pressed={!stage} onClick={() => onStage(undefined)}>{t('list.all')} <b className="num">{counts.total}</b></button>
      {rows.map((row) => (
        <button key={row.stage} type="button" aria-pressed={stage === row.stage} onClick={() => onStage(stage === row.stage ? undefined : row.stage)}>
          {pick(row)} <b className="num">{row.count}</b>
        </button>
      ))}
    </div>
  );
}

const HASTE = [['overdue', 'orange'], ['soon', 'yellow']] as const;

export function Filters({ counts, params, setParams }: {
  counts: TaskCounts | undefined; params: Params; setParams: SetParams;
}) {
  const items = useQuery({ queryKey: ['catalogue'], queryFn: () => catalogue.items(), staleTime: 300_000 });
  return (
    <div className="kinds" role="group" aria-label={t('list.lights')}>
      {HASTE.map(([name, light]) => (
        <button key={name} type="button" aria-pressed={params.light === name} onClick={() => setParams({ light: params.light === name ? '' : name })}>
          <LightMark light={light} /> {t(`list.${name}`)} {counts && <b className="num">{counts[name]}</b>}
        </button>
      ))}
      <button type="button" aria-pressed={params.mine === '1'} onClick={() => setParams({ mine: params.mine === '1' ? '' : '1' })}>{t('list.mine')}</button>
      <Select size="small" aria-label={t('col.type')} placeholder={t('col.type')} allowClear value={params.type || undefined} className="kinds-select" popupMatchSelectWidth={false}
        showSearch={{ optionFilterProp: 'label' }} options={(items.data?.items ?? []).map((item) => ({ value: item.code, label: itemName(item) }))} onChange={(type?: string) => setParams({ type })} />
    </div>
  );
}


/** Filters kept on this device for this person: one click sets them, one takes them off. */
export function SavedFilters({ params, setParams }: { params: Params; setParams: SetParams }) {
  const me = useMe();
  const { saved, save, drop } = useSavedFilters(me.id);
  const [naming, setNaming] = useState<string | null>(null);
  const now = Object.fromEntries(FILTERS.filter((name) => params[name]).map((name) => [name, params[name]]));
  const text = new URLSearchParams(now).toString();
  const known = saved.some((one) => one.query === text);
  const set = (query: string) => { const wanted = new URLSearchParams(query); setParams(Object.fromEntries(FILTERS.map((name) => [name, wanted.get(name) ?? '']))); };
  const keep = (event: FormEvent) => {
    event.preventDefault();
    if (naming?.trim()) save(naming.trim(), text);
    setNaming(null);
  };
  if (!saved.length && !text) return null;
  return (
    <div className="kinds saved" role="group" aria-label={t('saved.label')}>
      {saved.map((one) => (
        <span key={one.name} className="saved-one">
          <button type="button" aria-pressed={one.query === text} onClick={() => set(one.query === text ? '' : one.query)}>★ {one.name}</button>
          <button type="button" className="saved-drop" aria-label={t('saved.drop', { name: one.name })} onClick={() => drop(one.name)}><CloseOutlined /></button>
        </span>
      ))}
      {text && !known && (naming === null
        ? <button type="button" className="text-button" onClick={() => setNaming('')}>{t('saved.keep')}</button>
        : (
          <form className="row" onSubmit={keep}>
            <Input size="small" autoFocus maxLength={20} aria-label={t('saved.name')} placeholder={t('saved.name')} value={naming} onChange={(e) => setNaming(e.target.value)} onKeyDown={(e) => { if (e.key === 'Escape') setNaming(null); }} style={{ width: 130 }} />
            <Button size="small" htmlType="submit" disabled={!naming.trim()}>{t('saved.send')}</Button>
          </form>
        ))}
    </div>
  );
}
