// A GeoJSON file becomes the grids of the plan: which coordinates, which properties, and what could not be taken and why.
import { useMutation } from '@tanstack/react-query';
import { Button, Modal, Select } from 'antd';
import { useState } from 'react';
import { Failure } from '../../../components/States';
import { pick, t } from '../../../i18n';
import { gridPlans, type Coordinates, type Part } from '../../../lib/grid-plans';

const FILE_MAX = 16 * 1024 * 1024;
interface Chosen { name: string; geojson: unknown }

export default function Import({ community, onTake, onClose }: { community: string; onTake: (parts: Part[]) => void; onClose: () => void }) {
  const [file, setFile] = useState<Chosen | null>(null);
  const [bad, setBad] = useState('');
  const [coordinates, setCoordinates] = useState<Coordinates>('wgs84');
  const [layer, setLayer] = useState('comprehensive');
  const [fields, setFields] = useState<Record<string, string>>({});
  const read = useMutation({ mutationFn: (more: { geojson: unknown; coordinates: Coordinates; layer: string; fields: Record<string, string> }) => gridPlans.import(community, more.geojson, more) });
  const ask = (more: Partial<{ geojson: unknown; coordinates: Coordinates; layer: string; fields: Record<string, string> }>) => {
    const geojson = more.geojson ?? file?.geojson;
    if (geojson) read.mutate({ geojson, coordinates, layer, fields, ...more });
  };
  const open = async (chosen: File | undefined) => {
    setBad('');
    read.reset();
    setFile(null);
    if (!chosen) return;
    if (chosen.size > FILE_MAX) { setBad(t('plan.fileLarge', { n: Math.round(chosen.size / 1048576) })); return; }
    try {
      const geojson: unknown = JSON.parse(await chosen.text());
      setFile({ name: chosen.name, geojson });
      ask({ geojson });
    } catch { setBad(t('plan.fileBroken')); }
  };
  const report = read.data;
  const field = (name: string, label: string) => (
    <label className="row small">{label} <Select size="small" allowClear style={{ minWidth: 130 }} aria-label={label} placeholder={t('plan.usual')} value={fields[name]} options={(report?.properties ?? []).map((value) => ({ value: String(value) }))}
      onChange={(value?: string) => { const next = { ...fields }; if (value) next[name] = value; else delete next[name]; setFields(next); ask({ fields: next }); }} /></label>
  );
  return (
    <Modal open title={t('plan.import')} onCancel={onClose} width={640} footer={[<Button key="no" onClick={onClose}>{t('action.cancel')}</Button>, <Button key="take" type="primary" disabled={!report?.accepted || read.isPending} onClick={() => report && onTake(report.parts)}>{t('plan.take', { n: report?.accepted ?? 0 })}</Button>]}>
      <div className="stack">
        <p className="small muted">{t('plan.importAbout')}</p>
        <input type="file" accept=".json,.geojson,application/geo+json,application/json" aria-label={t('plan.file')} onChange={(event) => void open(event.target.files?.[0])} />
        <div className="row">
          <label className="row small">{t('plan.coordinates')} <Select size="small" style={{ width: 180 }} aria-label={t('plan.coordinates')} value={coordinates} onChange={(value) => { setCoordinates(value); ask({ coordinates: value }); }} options={[{ value: 'wgs84', label: 'WGS-84' }, { value: 'cgcs2000', label: 'CGCS2000' }, { value: 'gcj02', label: t('plan.gcj02') }]} /></label>
          <label className="row small">{t('plan.layer')} <Select size="small" style={{ width: 130 }} aria-label={t('plan.layer')} value={layer} onChange={(value) => { setLayer(value); ask({ layer: value }); }} options={[{ value: 'comprehensive', label: t('plan.comprehensive') }, { value: 'dedicated', label: t('plan.dedicated') }]} /></label>
        </div>
        {bad && <p className="field-error" role="alert">{bad}</p>}
        {read.error && <Failure why={read.error} />}
        {report && (
          <>
            <div className="row">{field('name', t('plan.field.name'))}{field('code', t('plan.field.code'))}</div>
            <p role="status">{t('plan.read', { read: report.read, accepted: report.accepted, rejected: report.rejected.length })} {report.ok ? t('plan.ok') : t('plan.faults', { n: report.faults.length })}</p>
            {report.rejected.length > 0 && (
              <table className="data"><thead><tr><th className="right">{t('plan.feature')}</th><th>{t('plan.name')}</th><th>{t('plan.why')}</th></tr></thead>
                <tbody>{report.rejected.slice(0, 200).map((one) => <tr key={one.at}><td className="right num">{one.at + 1}</td><td>{one.name}</td><td>{pick(one)}{one.lon !== null && <span className="small muted num"> {one.lon}, {one.lat}</span>}</td></tr>)}</tbody></table>
            )}
          </>
        )}
      </div>
    </Modal>
  );
}
