// The grid log of the day: how many entries of each duty, and the entries with the cases they opened.
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { PhotoStrip } from '../../../components/Photos';
import { Empty, Shown } from '../../../components/States';
import { t } from '../../../i18n';
import type { GridLogDay } from '../../../lib/api';
import { day as days } from '../../../lib/day';
import { plainName, said } from '../../../lib/names';
import { follow, pages } from '../../../lib/router';
import { clockTime } from '../../../lib/time';
import type { Scope } from './scope';

export default function LogTab({ area, day }: Scope) {
  const query = useQuery({ queryKey: ['grid-logs', area, day], queryFn: () => days.logs(area, day) });
  return <Shown query={query} rows={8}>{(data) => <Body data={data} />}</Shown>;
}

function Body({ data }: { data: GridLogDay }) {
  const [duty, setDuty] = useState('');
  const shown = duty ? data.items.filter((row) => row.duty === duty) : data.items;
  const name = (code: string) => { const one = data.duties.find((row) => row.code === code); return one ? said(one.name, one.name_en) : code; };
  return (
    <>
      <ul className="tiles">{data.duties.map((one) => (
        <li key={one.code}><button type="button" className="tile-button" aria-pressed={duty === one.code} onClick={() => setDuty(duty === one.code ? '' : one.code)}><b className="num">{data.items.filter((row) => row.duty === one.code).length}</b><span>{said(one.name, one.name_en)}</span></button></li>
      ))}</ul>
      <section className="panel flush" aria-label={t('gridDay.tab.log')}>
        {shown.length === 0 ? <Empty title={t(data.items.length ? 'list.nothingFiltered' : 'logDay.none')} /> : (
          <div className="scroll-x" tabIndex={0} role="region" aria-label={t('gridDay.tab.log')}>
            <table className="data">
              <thead><tr><th>{t('logDay.at')}</th><th>{t('gridDay.grids')}</th><th>{t('gridDay.name')}</th><th>{t('logDay.duty')}</th><th>{t('logDay.text')}</th><th>{t('logDay.case')}</th></tr></thead>
              <tbody>{shown.map((row) => (
                <tr key={row.id}>
                  <td className="num">{clockTime(row.done_at)}{row.late && <> <span className="badge badge-warn">{t('gridDay.late')}</span></>}{row.clock_wrong && <> <span className="badge badge-urgent">{t((row.skew_s ?? 0) > 0 ? 'gridDay.markFast' : 'gridDay.markSlow', { n: Math.max(1, Math.round(Math.abs(row.skew_s ?? 0) / 60)) })}</span></>}</td>
                  <td>{row.grid ? plainName(row.grid.name) : '—'}</td><td className="name-cell">{plainName(row.person)}</td><td>{name(row.duty)}</td><td>{row.text}{row.photos.length > 0 && <PhotoStrip digests={row.photos.map((one) => one.digest)} />}</td>
                  <td>{row.case_id ? <a className="mono" href={pages.case(row.case_id)} onClick={follow}>{row.number}</a> : <span className="muted">{t('logDay.noCase')}</span>}</td>
                </tr>
              ))}</tbody>
            </table>
          </div>
        )}
      </section>
    </>
  );
}
