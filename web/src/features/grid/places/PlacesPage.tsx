// 部件与场所: what stands in an area and whose it is; files in and out.
import { useQuery } from '@tanstack/react-query';
import { Button, Input, Select } from 'antd';
import { useEffect, useState } from 'react';
import { Empty, Loading, Shown } from '../../../components/States';
import { t, type Key } from '../../../i18n';
import { useArea } from '../../../lib/area';
import { plainName, said } from '../../../lib/names';
import { KINDS, register, type PlaceClass, type Places } from '../../../lib/places';
import { useQueryState } from '../../../lib/router';
import { AreaSelect } from '../AreaSelect';
import ImportDialog from './ImportDialog';
import PlaceDialog from './PlaceDialog';

export default function PlacesPage() {
  const [params, setParams] = useQueryState();
  const home = useArea();
  const [importing, setImporting] = useState(false);
  useEffect(() => { document.title = `${t('nav.places')} · ${t('app.name')}`; }, []);
  const parent = params.area ?? (home && home.kind !== 'city' ? home.id : undefined);
  const kind = KINDS.find((one) => one === params.kind) ?? 'component';
  const what = { parent, kind, class: params.class };
  const classes = useQuery({ queryKey: ['place-classes'], queryFn: register.classes, staleTime: Infinity });
  const list = useQuery({ queryKey: ['places', parent, kind, params.class, params.code, params.after], queryFn: () => register.list({ ...what, code: params.code, after: params.after }), enabled: parent !== undefined });
  return (
    <div className="page">
      <header className="page-head">
        <h1>{t('nav.places')}</h1>
        <div className="row filters">
          {home && <AreaSelect home={home} value={parent} onChange={(next) => setParams({ area: next, after: '' })} />}
          <Classes all={classes.data?.items ?? []} kind={kind} value={params.class} onChange={(next) => setParams({ class: next, after: '' })} />
          <Input.Search aria-label={t('places.byCode')} placeholder={t('places.byCode')} defaultValue={params.code} allowClear style={{ width: 220 }} maxLength={40} onSearch={(next) => setParams({ code: next.trim(), after: '' })} />
        </div>
      </header>
      <div className="kinds" role="group" aria-label={t('places.kinds')}>
        {KINDS.map((one) => <button key={one} type="button" aria-pressed={one === kind} onClick={() => setParams({ kind: one === 'component' ? '' : one, class: '', after: '' })}>{t(`places.kind.${one}` as Key)}</button>)}
      </div>
      <div className="row filters">
        {parent && <><Button href={register.file('csv', what)} download="places.csv">{t('places.csv')}</Button><Button href={register.file('geojson', what)} download="places.geojson">{t('places.geojson')}</Button></>}
        {list.data?.can_tend && <Button type="primary" onClick={() => setImporting(true)}>{t('places.import')}</Button>}
      </div>
      {parent ? <Shown query={list} rows={10}>{(data) => <List data={data} onOpen={(place) => setParams({ place })} />}</Shown> : home === undefined ? <Loading /> : <Empty title={t('gridDay.chooseArea')} />}
      <div className="row">
        {params.after && <Button onClick={() => setParams({ after: '' })}>{t('places.first')}</Button>}
        {list.data?.next && <Button onClick={() => setParams({ after: list.data.next ?? '' })}>{t('places.more')}</Button>}
      </div>
      {importing && <ImportDialog onClose={() => setImporting(false)} />}
      {params.place && <PlaceDialog key={params.place} id={params.place} onClose={() => setParams({ place: '' })} />}
    </div>
  );
}

function Classes({ all, kind, value, onChange }: { all: PlaceClass[]; kind: string; value: string | undefined; onChange: (next: string) => void }) {
  const options = all.filter((one) => one.kind === kind).map((one) => ({ value: one.code, label: said(one.name, one.name_en) }));
  return <Select aria-label={t('places.class')} style={{ width: 180 }} value={value ?? ''} showSearch={{ optionFilterProp: 'label' }} options={[{ value: '', label: t('places.anyClass') }, ...options]} onChange={onChange} />;
}

function List({ data, onOpen }: { data: Places; onOpen: (id: string) => void }) {
  if (data.items.length === 0) return <Empty title={t('places.none')} />;
  return (
    <section className="panel flush" aria-label={t('nav.places')}>
      <div className="scroll-x" tabIndex={0} role="region" aria-label={t('nav.places')}>
        <table className="data">
          <thead><tr><th>{t('places.code')}</th><th>{t('places.name')}</th><th>{t('places.class')}</th><th>{t('places.grid')}</th><th>{t('places.maintainer')}</th><th>{t('places.owner')}</th><th>{t('places.state')}</th></tr></thead>
          <tbody>{data.items.map((one) => (
            <tr key={one.id}>
              <td className="mono nowrap">{one.code}</td>
              <td><button type="button" className="text-button" onClick={() => onOpen(one.id)}>{one.name}</button></td>
              <td>{said(one.class_name, one.class_name_en)}</td>
              <td>{one.grid ? plainName(one.grid.name) : '—'}</td>
              {one.maintainer || one.owner ? <><td>{one.maintainer ? plainName(one.maintainer.name) : '—'}</td><td>{one.owner ? plainName(one.owner.name) : '—'}</td></> : <td colSpan={2}><span className="badge badge-warn">{t('places.nobody')}</span></td>}
              <td>{t(`places.state.${one.state}` as Key)}</td>
            </tr>
          ))}</tbody>
        </table>
      </div>
    </section>
  );
}
