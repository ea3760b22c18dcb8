// Search everything (Ctrl+K): pages by name, cases by number or words.
import { useQuery } from '@tanstack/react-query';
import { Modal } from 'antd';
import { useEffect, useState, type KeyboardEvent } from 'react';
import { stageOf, t, type Key } from '../i18n';
import { cases } from '../lib/api';
import { typeName } from '../lib/names';
import { go, pages } from '../lib/router';
import { useAllowed } from './access';

const PAGE_NAMES: [string, Key][] = [
  [pages.tasks, 'nav.tasks'], [pages.copies, 'nav.copies'], [pages.map, 'nav.map'], [pages.grids, 'nav.grids'], [pages.gridDay, 'nav.gridDay'], [pages.staff, 'nav.staff'], [pages.places, 'nav.places'], [pages.intake, 'nav.intake'], [pages.cases, 'nav.cases'], [pages.dashboard, 'nav.dashboard'], [pages.hotspots, 'nav.hotspots'], [pages.surges, 'nav.surges'],
  [pages.accounts, 'nav.accounts'], [pages.keys, 'nav.keys'], [pages.audit, 'nav.audit'], [pages.units, 'nav.units'], [pages.models, 'nav.models'], [pages.incidents, 'nav.incidents'], [pages.migrations, 'nav.migrations'], [pages.jobs, 'nav.jobs'], [pages.password, 'nav.password'],
];
interface Hit { to: string; title: string; note: string }

export default function Search({ onClose }: { onClose: () => void }) {
  const [typed, setTyped] = useState('');
  const [settled, setSettled] = useState('');
  const [active, setActive] = useState(0);
  const allowed = useAllowed();
  useEffect(() => {
    const timer = window.setTimeout(() => setSettled(typed.trim()), 180);
    return () => window.clearTimeout(timer);
  }, [typed]);
  const query = useQuery({ queryKey: ['search', settled], queryFn: ({ signal }) => cases.list(/^\d{12,}$/.test(settled) ? { number: settled, state: 'all' } : { q: settled, state: 'all' }, undefined, 8, signal), enabled: settled.length > 0 && allowed(pages.cases) });
  const words = typed.trim().toLowerCase();
  const hits: Hit[] = [
    ...PAGE_NAMES.filter(([to, name]) => allowed(to) && (!words || t(name).toLowerCase().includes(words))).map(([to, name]) => ({ to, title: t(name), note: t('search.page') })),
    ...(words ? query.data?.items ?? [] : []).map((row) => ({ to: pages.case(row.id), title: `${row.number} ${typeName(row)}`, note: `${stageOf(row)} · ${row.text}` })),
  ];
  const at = Math.min(active, Math.max(0, hits.length - 1));
  const open = (hit: Hit | undefined) => { if (hit) { go(hit.to); onClose(); } };
  const keys = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown') { event.preventDefault(); setActive(Math.min(at + 1, hits.length - 1)); }
    if (event.key === 'ArrowUp') { event.preventDefault(); setActive(Math.max(at - 1, 0)); }
    if (event.key === 'Enter') { event.preventDefault(); open(hits[at]); }
  };
  return (
    <Modal open title={t('top.search')} footer={null} onCancel={onClose} width={640} destroyOnHidden>
      <input className="native-input search-input" autoFocus role="combobox" aria-expanded="true" aria-controls="search-hits" aria-activedescendant={hits.length ? `search-hit-${at}` : undefined}
        aria-label={t('top.search')} placeholder={t('search.hint')} value={typed} onChange={(e) => { setTyped(e.target.value); setActive(0); }} onKeyDown={keys} />
      <ul id="search-hits" role="listbox" aria-label={t('search.results')} className="search-hits">
        {hits.map((hit, i) => (
          <li key={hit.to} id={`search-hit-${i}`} role="option" aria-selected={i === at} onMouseEnter={() => setActive(i)} onClick={() => open(hit)}>
            <span className="ellipsis">{hit.title}</span><span className="small muted ellipsis">{hit.note}</span>
          </li>
        ))}
      </ul>
      {words && query.isFetched && hits.length === 0 && <p className="muted" role="status">{t('search.none')}</p>}
    </Modal>
  );
}
