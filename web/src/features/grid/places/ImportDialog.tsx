// A CSV file of components and places: tried first, then written; what is refused is told row by row.
import { useQueryClient } from '@tanstack/react-query';
import { Modal } from 'antd';
import { useState } from 'react';
import { Failure } from '../../../components/States';
import { t } from '../../../i18n';
import { said } from '../../../lib/names';
import { register, type PlaceImport } from '../../../lib/places';

export default function ImportDialog({ onClose }: { onClose: () => void }) {
  const client = useQueryClient();
  const [csv, setCsv] = useState('');
  const [report, setReport] = useState<PlaceImport | null>(null);
  const [why, setWhy] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const send = async (text: string, dry: boolean) => {
    setWhy(null);
    setBusy(true);
    try {
      setReport(await register.read(text, dry));
      if (!dry) await client.invalidateQueries({ queryKey: ['places'] });
    } catch (trouble) { setReport(null); setWhy(trouble); }
    setBusy(false);
  };
  const choose = async (file: File | undefined) => {
    if (!file) return;
    const text = await file.text();
    setCsv(text);
    await send(text, true);
  };
  const written = report !== null && !report.dry_run;
  return (
    <Modal open width={760} title={t('places.import')} onCancel={onClose} cancelText={t(written ? 'action.close' : 'action.cancel')} confirmLoading={busy}
      okText={t('places.write', { count: report?.accepted ?? 0 })} okButtonProps={{ disabled: !report || written || report.accepted === 0 }} onOk={() => void send(csv, false)}>
      <div className="stack">
        <p className="small muted">{t('places.importRule')}</p>
        <label className="field-label">{t('places.file')}<input type="file" accept=".csv,text/csv" onChange={(e) => void choose(e.target.files?.[0])} /></label>
        {why !== null && <Failure why={why} />}
        {report && <p role="status"><b>{written ? t('places.written', { accepted: report.accepted, rejected: report.rejected }) : t('places.tried', { read: report.read, accepted: report.accepted, rejected: report.rejected, unowned: report.unowned })}</b></p>}
        {report && report.rows.length > 0 && (
          <div className="scroll-x" tabIndex={0} role="region" aria-label={t('places.why')}>
            <table className="data"><thead><tr><th>{t('places.line')}</th><th>{t('places.code')}</th><th>{t('places.why')}</th></tr></thead>
              <tbody>{report.rows.map((row) => <tr key={row.line}><td className="num">{row.line}</td><td className="mono">{row.code}</td><td>{said(row.zh, row.en)}</td></tr>)}</tbody></table>
          </div>
        )}
      </div>
    </Modal>
  );
}
