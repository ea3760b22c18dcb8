// One notice: its words, and who of its audience read it, confirmed it, or did neither.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Modal } from 'antd';
import { useState } from 'react';
import { Empty, Failure, Shown } from '../../../components/States';
import { t } from '../../../i18n';
import type { Notice } from '../../../lib/api';
import { downloadCsv } from '../../../lib/csv';
import { nameOf, plainName } from '../../../lib/names';
import { notices } from '../../../lib/notices';
import { dateTime } from '../../../lib/time';

const FILTERS = ['all', 'unread', 'read', 'unconfirmed', 'confirmed'] as const;
type Filter = (typeof FILTERS)[number];
type Person = Notice['people'][number];
const FITS: Record<Filter, (one: Person) => boolean> = {
  all: () => true, unread: (one) => !one.read_at, read: (one) => Boolean(one.read_at), unconfirmed: (one) => !one.confirmed_at, confirmed: (one) => Boolean(one.confirmed_at),
};

export default function NoticeView({ id, onClose }: { id: string; onClose: () => void }) {
  const query = useQuery({ queryKey: ['notice', id], queryFn: () => notices.read(id) });
  return (
    <Modal open width={820} title={query.data?.title ?? t('notice.title')} footer={null} onCancel={onClose}>
      <Shown query={query} rows={8}>{(one) => <Body one={one} />}</Shown>
    </Modal>
  );
}

function Body({ one }: { one: Notice }) {
  const client = useQueryClient();
  const [filter, setFilter] = useState<Filter>('all');
  const back = useMutation({ mutationFn: () => notices.withdraw(one.id, one.version), onSuccess: () => client.invalidateQueries() });
  const people = one.people.filter(FITS[filter]);
  const filters = FILTERS.filter((name) => one.must_confirm || (name !== 'unconfirmed' && name !== 'confirmed'));
  return (
    <div className="stack">
      <p className="case-text">{one.text}</p>
      <p className="small muted">{t('notice.to', { names: one.places.map((place) => plainName(place.name)).join('、') })}{one.roles && ` · ${one.roles}`} · {dateTime(one.from)} – {dateTime(one.until)}</p>
      <ul className="tiles">{filters.map((name) => (
        <li key={name}><button type="button" className="tile-button" aria-pressed={filter === name} onClick={() => setFilter(name)}><b className="num">{one.people.filter(FITS[name]).length}</b><span>{t(`notice.filter.${name}`)}</span></button></li>
      ))}</ul>
      {one.truncated && <p className="notice notice-warn">{t('notice.truncated')}</p>}
      {people.length === 0 ? <Empty title={t('list.nothingFiltered')} /> : (
        <div className="scroll-x members-list" tabIndex={0} role="region" aria-label={t('notice.people')}>
          <table className="data">
            <thead><tr><th>{t('notice.person')}</th><th>{t('notice.unit')}</th><th>{t('notice.readAt')}</th>{one.must_confirm && <th>{t('notice.confirmedAt')}</th>}</tr></thead>
            <tbody>{people.slice(0, 500).map((row) => <tr key={row.id}><td>{plainName(row.name)}</td><td>{nameOf(row.unit)}</td><td className="num">{dateTime(row.read_at) || '—'}</td>{one.must_confirm && <td className="num">{dateTime(row.confirmed_at) || '—'}</td>}</tr>)}</tbody>
          </table>
        </div>
      )}
      {back.error !== null && <Failure why={back.error} />}
      <div className="row">
        <Button onClick={() => downloadCsv('notice.csv', [t('notice.person'), t('notice.unit'), t('notice.readAt'), t('notice.confirmedAt')], people.map((row) => [row.name, nameOf(row.unit), dateTime(row.read_at), dateTime(row.confirmed_at)]))}>{t('chart.csv')}</Button>
        {one.can_withdraw && <Button danger loading={back.isPending} onClick={() => back.mutate()}>{t('notice.withdraw')}</Button>}
      </div>
    </div>
  );
}
