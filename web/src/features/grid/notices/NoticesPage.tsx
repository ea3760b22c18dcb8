// 通知公告 at the desk: what my unit published, who read it, and publishing one.
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useEffect, useState } from 'react';
import { Empty, Shown } from '../../../components/States';
import { t } from '../../../i18n';
import type { NoticeRow } from '../../../lib/api';
import { nameOf, plainName } from '../../../lib/names';
import { notices } from '../../../lib/notices';
import { useSession } from '../../../lib/session';
import { dateTime } from '../../../lib/time';
import NoticeView from './NoticeView';
import Publish from './Publish';

export default function NoticesPage() {
  const { scope } = useSession();
  const [making, setMaking] = useState(false);
  const [shown, setShown] = useState<string | null>(null);
  const query = useQuery({ queryKey: ['notices', scope?.id], queryFn: () => notices.list(scope?.id) });
  useEffect(() => { document.title = `${t('nav.notices')} · ${t('app.name')}`; }, []);
  return (
    <div className="page">
      <header className="page-head"><h1>{t('nav.notices')}</h1><span className="muted">{nameOf(query.data?.unit ?? null)}</span><span className="grow" />
        {query.data?.can_publish && <Button type="primary" onClick={() => setMaking(true)}>{t('notice.publish')}</Button>}</header>
      <section className="panel flush">
        <Shown query={query} rows={6}>{(data) => (data.items.length === 0 ? <Empty title={t('notice.nothing')} /> : <Table rows={data.items} onShow={setShown} />)}</Shown>
      </section>
      {making && <Publish onClose={() => setMaking(false)} />}
      {shown && <NoticeView id={shown} onClose={() => setShown(null)} />}
    </div>
  );
}

function Table({ rows, onShow }: { rows: NoticeRow[]; onShow: (id: string) => void }) {
  const now = Date.now();
  return (
    <div className="scroll-x" tabIndex={0} role="region" aria-label={t('nav.notices')}>
      <table className="data">
        <thead><tr><th>{t('notice.heading')}</th><th>{t('notice.period')}</th><th className="right">{t('notice.readers')}</th><th className="right">{t('notice.confirmedBy')}</th><th>{t('notice.by')}</th></tr></thead>
        <tbody>{rows.map((row) => (
          <tr key={row.id}>
            <td><button type="button" className="text-button" onClick={() => onShow(row.id)}>{row.title}</button>
              {row.withdrawn_at ? <span className="badge">{t('notice.withdrawn')}</span> : Date.parse(row.until) <= now ? <span className="badge">{t('notice.over')}</span> : null}</td>
            <td className="num nowrap">{dateTime(row.from)} – {dateTime(row.until)}</td>
            <td className="num right">{row.readers}</td><td className="num right">{row.must_confirm ? row.confirmed : '—'}</td>
            <td className="nowrap">{plainName(row.made_by_name)} <span className="small muted">{dateTime(row.made_at)}</span></td>
          </tr>
        ))}</tbody>
      </table>
    </div>
  );
}
