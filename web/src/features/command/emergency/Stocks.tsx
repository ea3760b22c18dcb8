// Stocks for emergencies (应急物资) of a unit: what is short stands out; counting one is typing its number.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Input, InputNumber, Modal } from 'antd';
import { useId, useState } from 'react';
import { Empty, Failure, Shown } from '../../../components/States';
import { t, word } from '../../../i18n';
import { emergencies, type EmergencyStock, type UnitRef } from '../../../lib/api';
import { sentence } from '../../../lib/names';
import { useSession } from '../../../lib/session';
import { dateTime } from '../../../lib/time';
import { KindSelect } from './Emergencies';

export function Stocks({ unit }: { unit: UnitRef }) {
  const { may } = useSession();
  const query = useQuery({ queryKey: ['stocks', unit.id], queryFn: () => emergencies.stocks(unit.id) });
  const [adding, setAdding] = useState(false);
  return (
    <section className="panel" aria-label={t('stock.title')}>
      <div className="panel-head"><h2>{t('stock.title')}</h2>{may('case.supervise') && <Button size="small" onClick={() => setAdding(true)}>{t('stock.add')}</Button>}</div>
      <Shown query={query} rows={3}>{({ items }) => (items.length === 0 ? <Empty title={t('stock.none')} /> : (
        <div className="scroll-x" tabIndex={0} role="region" aria-label={t('stock.title')}>
          <table className="data">
            <thead><tr><th>{t('emergency.plan')}</th><th>{t('stock.name')}</th><th className="right">{t('stock.quantity')}</th><th className="right">{t('stock.least')}</th><th>{t('stock.place')}</th><th>{t('stock.keeper')}</th><th>{t('stock.counted')}</th></tr></thead>
            <tbody>{items.map((one) => <Row key={one.id} one={one} edit={may('case.supervise')} />)}</tbody>
          </table>
        </div>
      ))}</Shown>
      {adding && <Add unit={unit} onClose={() => setAdding(false)} />}
    </section>
  );
}

function Row({ one, edit }: { one: EmergencyStock; edit: boolean }) {
  const client = useQueryClient();
  const { message } = App.useApp();
  const [value, setValue] = useState<number | null>(null);
  const save = async () => {
    if (value === null || value === one.quantity) { setValue(null); return; }
    try { await emergencies.count(one.id, { version: one.version, quantity: value }); } catch (why) { void message.error(sentence(why)); }
    setValue(null);
    void client.invalidateQueries({ queryKey: ['stocks'] });
  };
  return (
    <tr>
      <td className="nowrap">{one.kind && word('stock.kind', one.kind, one.kind)}</td>
      <td className="nowrap">{one.name} {one.short && <span className="badge badge-urgent">{t('stock.short')}</span>}</td>
      <td className="num right nowrap">{edit ? <InputNumber size="small" aria-label={`${t('stock.count')} ${one.name}`} min={0} precision={0} value={value ?? one.quantity} onChange={setValue} onBlur={() => void save()} onPressEnter={() => void save()} /> : one.quantity} {one.measure}</td>
      <td className="num right">{one.least}</td><td style={{ minWidth: 120 }}>{one.place}</td><td className="nowrap">{one.keeper}</td><td className="num nowrap">{dateTime(one.changed_at)}</td>
    </tr>
  );
}

const NEW = { kind: 'flood', name: '', measure: '', quantity: 0, least: 0, place: '', keeper: '' };

function Add({ unit, onClose }: { unit: UnitRef; onClose: () => void }) {
  const id = useId();
  const client = useQueryClient();
  const [one, setOne] = useState(NEW);
  const [why, setWhy] = useState<unknown>(null);
  const send = async () => {
    try {
      await emergencies.addStock({ unit: unit.code, ...one });
      void client.invalidateQueries({ queryKey: ['stocks'] });
      onClose();
    } catch (trouble) { setWhy(trouble); }
  };
  const text = (name: 'name' | 'measure' | 'place' | 'keeper', label: string, max: number) => (
    <div><label className="field-label" htmlFor={`${id}-${name}`}>{label}</label><Input id={`${id}-${name}`} value={one[name]} maxLength={max} onChange={(event) => setOne({ ...one, [name]: event.target.value })} /></div>
  );
  const number = (name: 'quantity' | 'least', label: string) => (
    <div><label className="field-label" htmlFor={`${id}-${name}`}>{label}</label><InputNumber id={`${id}-${name}`} min={0} precision={0} value={one[name]} onChange={(value) => setOne({ ...one, [name]: value ?? 0 })} /></div>
  );
  return (
    <Modal open title={t('stock.add')} okText={t('stock.add')} cancelText={t('action.cancel')} okButtonProps={{ disabled: !one.name.trim() || !one.measure.trim() }} onOk={() => void send()} onCancel={onClose}>
      <div className="stack">
        <KindSelect value={one.kind} onChange={(kind) => setOne({ ...one, kind })} />
        <div className="two">{text('name', t('stock.name'), 60)}{text('measure', t('stock.measure'), 12)}</div>
        <div className="two">{number('quantity', t('stock.quantity'))}{number('least', t('stock.least'))}</div>
        <div className="two">{text('place', t('stock.place'), 200)}{text('keeper', t('stock.keeper'), 60)}</div>
        {why !== null && <Failure why={why} />}
      </div>
    </Modal>
  );
}
