// 员额: quota, in post, vacant and asked for by category; what the workload proposes and why; asking, and deciding by another person.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Input, Modal } from 'antd';
import { useState } from 'react';
import { Failure, Shown } from '../../../components/States';
import { t, type Key } from '../../../i18n';
import { plainName, said } from '../../../lib/names';
import { staff, type PostLine, type PostProposal, type PostQuota, type Posts } from '../../../lib/staff';
import { dateTime } from '../../../lib/time';
import { today } from '../day/scope';
import type { Scope } from './StaffPage';

export default function PostsTab({ area }: Scope) {
  const query = useQuery({ queryKey: ['staff', 'posts', area], queryFn: () => staff.posts(area) });
  return <Shown query={query} rows={10}>{(data) => <Body data={data} />}</Shown>;
}

function Body({ data }: { data: Posts }) {
  const [asking, setAsking] = useState<PostLine | null>(null);
  const [rejecting, setRejecting] = useState<PostQuota | null>(null);
  const [stating, setStating] = useState(false);
  const inputs = data.lines[0]?.proposal.inputs;
  return (
    <>
      <ul className="tiles">{(['inside', 'outside'] as const).flatMap((kind) => [
        <li key={`${kind} quota`}><b className="num">{data[kind].quota}</b><span className="muted small">{t(`post.${kind}`)} · {t('post.quota')}</span></li>,
        <li key={`${kind} in`}><b className="num">{data[kind].in_post}</b><span className="muted small">{t(`post.${kind}`)} · {t('post.inPost')}</span></li>,
        <li key={`${kind} vacant`}><b className="num">{data[kind].vacant}</b><span className="muted small">{t(`post.${kind}`)} · {t('post.vacant')}</span></li>,
      ])}</ul>
      <section className="panel flush" aria-label={t('staff.tab.posts')}>
        <div className="panel-head day-head">
          <p className="small muted">{inputs && t('post.inputs', { comprehensive: inputs.comprehensive, dedicated: inputs.dedicated, communities: inputs.communities, cases: inputs.cases ?? t('post.noCases'), households: inputs.households ?? t('post.unknown'), area: inputs.floor_area === null ? t('post.unknown') : t('post.area', { n: inputs.floor_area }) })}</p>
          {data.can_ask && <Button onClick={() => setStating(true)}>{t('post.basisEdit')}</Button>}
        </div>
        <div className="scroll-x" tabIndex={0} role="region" aria-label={t('staff.tab.posts')}>
          <table className="data">
            <thead><tr><th>{t('post.category')}</th><th>{t('post.establishment')}</th><th>{t('post.quota')}</th><th>{t('post.inPost')}</th><th>{t('post.vacant')}</th><th>{t('post.proposed')}</th><th>{t('post.requested')}</th></tr></thead>
            <tbody>{data.lines.map((line) => <Line key={line.category} line={line} data={data} onAsk={() => setAsking(line)} onReject={setRejecting} />)}</tbody>
          </table>
        </div>
      </section>
      <History rows={data.history} />
      {asking && <Ask line={asking} data={data} onClose={() => setAsking(null)} />}
      {rejecting && <Reject quota={rejecting} onClose={() => setRejecting(null)} />}
      {stating && <Basis data={data} onClose={() => setStating(false)} />}
    </>
  );
}

function Line({ line, data, onAsk, onReject }: { line: PostLine; data: Posts; onAsk: () => void; onReject: (quota: PostQuota) => void }) {
  const client = useQueryClient();
  const [why, setWhy] = useState<unknown>(null);
  const asked = line.asked;
  const run = async (work: Promise<unknown>) => {
    setWhy(null);
    try { await work; await client.invalidateQueries({ queryKey: ['staff'] }); } catch (trouble) { setWhy(trouble); }
  };
  return (
    <tr>
      <td>{said(line.category_name, line.category_name_en)}</td><td className="nowrap">{t(`post.${line.establishment as 'inside' | 'outside'}`)}</td><td className="num">{line.quota}</td><td className="num">{line.in_post}</td>
      <td className="num">{line.vacant < 0 ? <span className="badge badge-urgent">{t('post.over', { n: -line.vacant })}</span> : line.vacant > 0 ? <span className="badge badge-warn">{line.vacant}</span> : 0}</td>
      <td><Why proposal={line.proposal} /></td>
      <td>
        {asked ? (
          <div className="stack tight">
            <span><span className="num">{t('post.change', { before: asked.before, quota: asked.quota })}</span> <span className="badge badge-info">{t('post.waiting')}</span> <span className="small muted">{asked.reason}（{plainName(asked.asked_by_name)}）</span></span>
            <span className="row">
              {data.can_decide && !asked.mine && <><Button size="small" type="primary" onClick={() => void run(staff.approve(asked.id, asked.version))}>{t('post.approve')}</Button><Button size="small" onClick={() => onReject(asked)}>{t('post.reject')}</Button></>}
              {asked.mine && <Button size="small" onClick={() => void run(staff.withdraw(asked.id, asked.version))}>{t('post.withdraw')}</Button>}
            </span>
            {why !== null && <Failure why={why} />}
          </div>
        ) : data.can_ask ? <Button size="small" aria-label={`${t('post.ask')} ${said(line.category_name, line.category_name_en)}`} onClick={onAsk}>{t('post.ask')}</Button> : '—'}
      </td>
    </tr>
  );
}

/** Every rule that applies with its number; the largest is the proposal. */
function Why({ proposal }: { proposal: PostProposal }) {
  if (proposal.count === null) return <span className="muted">—</span>;
  return (
    <details className="why"><summary aria-label={t('post.why', { n: proposal.count })}><span className="num">{proposal.count}</span></summary>
      <ul>{proposal.rules.map((rule) => <li key={rule.rule} className="small"><b className="num">{rule.count}</b> {said(rule.reason, rule.reason_en)}</li>)}</ul>
      <p className="small muted">{t('post.largest')}</p>
    </details>
  );
}

function History({ rows }: { rows: PostQuota[] }) {
  if (rows.length === 0) return null;
  return (
    <section className="panel flush" aria-label={t('post.history')}>
      <div className="panel-head"><h2>{t('post.history')}</h2></div>
      <div className="scroll-x" tabIndex={0} role="region" aria-label={t('post.history')}>
        <table className="data">
          <thead><tr><th>{t('post.category')}</th><th>{t('post.newQuota')}</th><th>{t('post.from')}</th><th>{t('post.reason')}</th><th>{t('post.state')}</th><th>{t('post.askedBy')}</th><th>{t('post.decidedBy')}</th></tr></thead>
          <tbody>{rows.map((row) => (
            <tr key={row.id}><td>{said(row.category_name, row.category_name_en)}</td><td className="num">{t('post.change', { before: row.before, quota: row.quota })}</td><td className="num">{row.from}</td><td>{row.reason}{row.decision && <span className="muted"> · {row.decision}</span>}</td>
              <td>{t(`post.state.${row.state}` as Key)}</td><td>{plainName(row.asked_by_name) || '—'}</td><td>{plainName(row.decided_by_name) || '—'} <span className="small muted num">{row.decided_at ? dateTime(row.decided_at) : ''}</span></td></tr>
          ))}</tbody>
        </table>
      </div>
    </section>
  );
}

function Ask({ line, data, onClose }: { line: PostLine; data: Posts; onClose: () => void }) {
  const client = useQueryClient();
  const name = said(line.category_name, line.category_name_en);
  const [entry, setEntry] = useState({ quota: String(line.proposal.count ?? line.quota), reason: '', from: today() });
  const [why, setWhy] = useState<unknown>(null);
  const save = async () => {
    setWhy(null);
    try {
      await staff.askQuota({ street: data.street?.id ?? '', category: line.category, quota: Number(entry.quota), reason: entry.reason.trim(), from: entry.from });
      await client.invalidateQueries({ queryKey: ['staff'] });
      onClose();
    } catch (trouble) { setWhy(trouble); }
  };
  return (
    <Modal open title={t('post.askTitle', { name })} onCancel={onClose} onOk={() => void save()} okText={t('post.submit')} cancelText={t('action.cancel')} okButtonProps={{ disabled: !/^\d+$/.test(entry.quota) || !entry.reason.trim() || !entry.from }}>
      <div className="stack">
        <p>{t('post.now', { quota: line.quota, in_post: line.in_post, count: line.proposal.count ?? '—' })}</p>
        <ul>{line.proposal.rules.map((rule) => <li key={rule.rule} className="small"><b className="num">{rule.count}</b> {said(rule.reason, rule.reason_en)}</li>)}</ul>
        <label className="field-label">{t('post.newQuota')}<Input type="number" min={0} value={entry.quota} onChange={(e) => setEntry({ ...entry, quota: e.target.value })} /></label>
        <label className="field-label">{t('post.from')}<input type="date" className="coordinate day-input" min={today()} value={entry.from} onChange={(e) => setEntry({ ...entry, from: e.target.value })} /></label>
        <label className="field-label">{t('post.reason')}<Input value={entry.reason} maxLength={200} onChange={(e) => setEntry({ ...entry, reason: e.target.value })} /></label>
        {why !== null && <Failure why={why} />}
      </div>
    </Modal>
  );
}

function Reject({ quota, onClose }: { quota: PostQuota; onClose: () => void }) {
  const client = useQueryClient();
  const [reason, setReason] = useState('');
  const [why, setWhy] = useState<unknown>(null);
  const reject = async () => {
    try { await staff.reject(quota.id, quota.version, reason.trim()); await client.invalidateQueries({ queryKey: ['staff'] }); onClose(); } catch (trouble) { setWhy(trouble); }
  };
  return (
    <Modal open title={t('post.rejectTitle', { name: said(quota.category_name, quota.category_name_en) })} onCancel={onClose} onOk={() => void reject()} okText={t('post.reject')} cancelText={t('action.cancel')} okButtonProps={{ danger: true, disabled: !reason.trim() }}>
      <div className="stack"><label className="field-label">{t('post.reason')}<Input value={reason} maxLength={200} onChange={(e) => setReason(e.target.value)} /></label>{why !== null && <Failure why={why} />}</div>
    </Modal>
  );
}

function Basis({ data, onClose }: { data: Posts; onClose: () => void }) {
  const client = useQueryClient();
  const [entry, setEntry] = useState({ households: String(data.basis.households), area: String(data.basis.floor_area), source: data.basis.source });
  const [why, setWhy] = useState<unknown>(null);
  const save = async () => {
    setWhy(null);
    try {
      await staff.basis({ street: data.street?.id ?? '', version: data.basis.version, households: Number(entry.households), floor_area: Number(entry.area), source: entry.source.trim() });
      await client.invalidateQueries({ queryKey: ['staff'] });
      onClose();
    } catch (trouble) { setWhy(trouble); }
  };
  return (
    <Modal open title={t('post.basisEdit')} onCancel={onClose} onOk={() => void save()} okText={t('staff.save')} cancelText={t('action.cancel')} okButtonProps={{ disabled: !entry.source.trim() || !/^\d+$/.test(entry.households) || !/^\d+$/.test(entry.area) }}>
      <div className="stack">
        <label className="field-label">{t('post.households')}<Input type="number" min={0} value={entry.households} onChange={(e) => setEntry({ ...entry, households: e.target.value })} /></label>
        <label className="field-label">{t('post.floorArea')}<Input type="number" min={0} value={entry.area} onChange={(e) => setEntry({ ...entry, area: e.target.value })} /></label>
        <label className="field-label">{t('post.source')}<Input value={entry.source} maxLength={200} onChange={(e) => setEntry({ ...entry, source: e.target.value })} /></label>
        {why !== null && <Failure why={why} />}
      </div>
    </Modal>
  );
}
