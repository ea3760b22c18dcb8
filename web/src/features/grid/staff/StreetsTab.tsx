// How the streets of a district or the city are staffed.
import { useQuery } from '@tanstack/react-query';
import { Shown } from '../../../components/States';
import { t } from '../../../i18n';
import { nameOf } from '../../../lib/names';
import { staff } from '../../../lib/staff';

export default function StreetsTab({ area, onChoose }: { area: string; onChoose: (street: string) => void }) {
  const query = useQuery({ queryKey: ['staff', 'streets', area], queryFn: () => staff.streets(area) });
  const posts = useQuery({ queryKey: ['staff', 'posts', 'streets', area], queryFn: () => staff.postStreets(area) });
  const post = (street?: string) => posts.data?.items.find((one) => one.street?.id === street);
  const sum = (street: string | undefined, name: 'quota' | 'in_post') => { const row = post(street); return row ? row.inside[name] + row.outside[name] : ''; };
  return (
    <section className="panel flush" aria-label={t('staff.tab.streets')}>
      <Shown query={query} rows={8}>{(data) => (
        <div className="scroll-x" tabIndex={0} role="region" aria-label={t('staff.tab.streets')}>
          <table className="data">
            <thead><tr><th>{t('staff.street')}</th><th>{t('staff.grids')}</th><th>{t('staff.met')}</th><th>{t('staff.short')}</th><th>{t('staff.share')}</th><th>{t('staff.people')}</th><th>{t('staff.ending')}</th><th>{t('post.quota')}</th><th>{t('post.inPost')}</th><th>{t('post.asks')}</th></tr></thead>
            <tbody>{data.items.map((row) => (
              <tr key={row.street?.id}>
                <td><button type="button" className="text-button" onClick={() => row.street && onChoose(row.street.id)}>{nameOf(row.street)}</button></td>
                <td className="num">{row.grids}</td><td className="num">{row.met}</td><td className="num">{row.short > 0 ? <span className="badge badge-warn">{row.short}</span> : 0}</td>
                <td className="num">{row.grids ? `${Math.round((row.met * 1000) / row.grids) / 10}%` : '—'}</td><td className="num">{row.people}</td><td className="num">{row.ending}</td>
                <td className="num">{sum(row.street?.id, 'quota')}</td><td className="num">{sum(row.street?.id, 'in_post')}</td><td className="num">{post(row.street?.id)?.asked ? <span className="badge badge-info">{post(row.street?.id)?.asked}</span> : 0}</td>
              </tr>
            ))}</tbody>
          </table>
        </div>
      )}</Shown>
    </section>
  );
}
