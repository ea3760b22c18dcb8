// The plans that change grids, and making one.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Input, Modal, Select } from 'antd';
import { useEffect, useState } from 'react';
import { Empty, Failure, Shown } from '../../../components/States';
import { t, word } from '../../../i18n';
import { grids, places } from '../../../lib/api';
import { useArea } from '../../../lib/area';
import { gridPlans, type Coordinates } from '../../../lib/grid-plans';
import { nameOf, plainName } from '../../../lib/names';
import { follow, go, pages, useQueryState } from '../../../lib/router';
import { dateTime } from '../../../lib/time';
import './plans.css';

export const PLAN_LOOK: Record<string, string> = { open: 'badge', submitted: 'badge badge-warn', scheduled: 'badge badge-info', failed: 'badge badge-urgent', in_force: 'badge badge-ok', dropped: 'badge' };
const STATES = ['', 'in_force', 'dropped'] as const;

export default function PlanList() {
  const [params, setParams] = useQueryState();
  const [making, setMaking] = useState(false);
  const [exporting, setExporting] = useState(false);
  const query = useQuery({ queryKey: ['grid-plans', params.state], queryFn: () => gridPlans.list({ state: params.state }) });
  useEffect(() => { document.title = `${t('nav.gridPlans')} · ${t('app.name')}`; }, []);
  return (
    <div className="page">
      <header className="page-head"><h1>{t('nav.gridPlans')}</h1><div className="row"><Button onClick={() => setExporting(true)}>{t('plan.export')}</Button><Button type="primary" onClick={() => setMaking(true)}>{t('plan.make')}</Button></div></header>
      <div className="kinds" role="group" aria-label={t('plan.which')}>{STATES.map((state) => <button key={state} type="button" aria-pressed={(params.state ?? '') === state} onClick={() => setParams({ state })}>{state ? word('plan.state', state) : t('plan.underWay')}</button>)}</div>
      <section className="panel flush">
        <Shown query={query} rows={6}>{(data) => (data.items.length === 0 ? <Empty title={t('plan.none')}><Button onClick={() => setMaking(true)}>{t('plan.make')}</Button></Empty> : (
          <div className="scroll-x" tabIndex={0} role="region" aria-label={t('nav.gridPlans')}>
            <table className="data">
              <thead><tr><th>{t('plan.what')}</th><th>{t('unit.community')}</th><th>{t('plan.stateHead')}</th><th>{t('plan.activeFrom')}</th><th>{t('plan.by')}</th></tr></thead>
              <tbody>{data.items.map((row) => (
                <tr key={row.id}>
                  <td><a href={pages.gridPlan(row.id)} onClick={follow}>{row.name}</a></td>
                  <td className="plan-where">{[row.street, row.community].map(nameOf).join(' › ')}</td>
                  <td><span className={PLAN_LOOK[row.state]}>{word('plan.state', row.state)}</span>{row.behind && row.state !== 'dropped' && <span className="badge badge-warn">{t('plan.isBehind')}</span>}</td>
                  <td className="nowrap">{row.effective_at ? dateTime(row.effective_at) : row.active_from ? dateTime(row.active_from) : '—'}</td>
                  <td className="nowrap">{plainName(row.created_by_name)} <span className="small muted">{dateTime(row.changed_at)}</span></td>
                </tr>
              ))}</tbody>
            </table>
          </div>
        ))}</Shown>
      </section>
      {making && <Make onClose={() => setMaking(false)} />}
      {exporting && <Export onClose={() => setExporting(false)} />}
    </div>
  );
}

/** The communities within one's area: of a street at once, of a district street by street. */
function useCommunities(street: string | undefined) {
  const home = useArea();
  const parent = street ?? (home?.kind === 'street' ? home.id : undefined);
  const streets = useQuery({ queryKey: ['units', 'of', home?.id], queryFn: () => places.units({ parent: home?.id }), enabled: home != null && home.kind !== 'street' && home.kind !== 'community', staleTime: 60_000 });
  const communities = useQuery({ queryKey: ['units', 'of', parent], queryFn: () => places.units({ parent }), enabled: Boolean(parent), staleTime: 60_000 });
  return { home, streets: (streets.data?.items ?? []).filter((unit) => unit.kind === 'street'), communities: home?.kind === 'community' ? [home] : (communities.data?.items ?? []).filter((unit) => unit.kind === 'community') };
}

function Where({ street, onStreet, value, onChange, whole }: { street: string | undefined; onStreet: (id: string | undefined) => void; value: string | undefined; onChange: (id: string | undefined) => void; whole?: boolean }) {
  const { home, streets, communities } = useCommunities(street);
  const options = (list: { id: string; name: string }[]) => list.map((unit) => ({ value: unit.id, label: plainName(unit.name) }));
  const all = whole ? [...(street ? streets.filter((unit) => unit.id === street) : home ? [home] : []), ...communities] : communities;
  return (
    <>
      {streets.length > 0 && <label className="stack"><span>{t('unit.street')}</span><Select aria-label={t('unit.street')} value={street} options={options(streets)} showSearch={{ optionFilterProp: 'label' }} onChange={(id) => { onStreet(id); onChange(undefined); }} /></label>}
      <label className="stack"><span>{t(whole ? 'grid.area' : 'unit.community')}</span><Select aria-label={t(whole ? 'grid.area' : 'unit.community')} value={value} options={options(all)} showSearch={{ optionFilterProp: 'label' }} onChange={onChange} /></label>
    </>
  );
}

function Make({ onClose }: { onClose: () => void }) {
  const client = useQueryClient();
  const [street, setStreet] = useState<string>();
  const [community, setCommunity] = useState<string>();
  const [name, setName] = useState('');
  const make = useMutation({ mutationFn: () => gridPlans.create(community ?? '', name.trim()), onSuccess: (plan) => { void client.invalidateQueries({ queryKey: ['grid-plans'] }); client.setQueryData(['grid-plan', plan.id], plan); go(pages.gridPlan(plan.id)); } });
  return (
    <Modal open title={t('plan.make')} onCancel={onClose} onOk={() => make.mutate()} okText={t('plan.begin')} cancelText={t('action.cancel')} okButtonProps={{ disabled: !community || !name.trim() }} confirmLoading={make.isPending}>
      <div className="stack">
        <p className="small muted">{t('plan.makeAbout')}</p>
        <Where street={street} onStreet={setStreet} value={community} onChange={setCommunity} />
        <label className="stack"><span>{t('plan.what')}</span><Input value={name} maxLength={100} placeholder={t('plan.whatHint')} onChange={(event) => setName(event.target.value)} /></label>
        {make.error && <Failure why={make.error} />}
      </div>
    </Modal>
  );
}

function Export({ onClose }: { onClose: () => void }) {
  const [street, setStreet] = useState<string>();
  const [area, setArea] = useState<string>();
  const [coordinates, setCoordinates] = useState<Coordinates>('wgs84');
  return (
    <Modal open title={t('plan.export')} onCancel={onClose} footer={[<Button key="no" onClick={onClose}>{t('action.close')}</Button>, <Button key="get" type="primary" disabled={!area} href={area ? grids.file(area, coordinates) : undefined} download="grids.geojson">{t('plan.download')}</Button>]}>
      <div className="stack">
        <Where whole street={street} onStreet={setStreet} value={area} onChange={setArea} />
        <label className="stack"><span>{t('plan.coordinates')}</span><Select aria-label={t('plan.coordinates')} value={coordinates} onChange={setCoordinates} options={[{ value: 'wgs84', label: 'WGS-84' }, { value: 'cgcs2000', label: 'CGCS2000' }, { value: 'gcj02', label: t('plan.gcj02') }]} /></label>
      </div>
    </Modal>
  );
}
