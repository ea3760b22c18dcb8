// A process run step by step on a clock of its own: what waits is shown on the picture and answered beside it. Nothing is kept.
import { useMutation, useQuery } from '@tanstack/react-query';
import { Button, Select } from 'antd';
import { lazy, useMemo, useState } from 'react';
import { Part } from '../../../components/Boundary';
import { Failure, Shown } from '../../../components/States';
import { models, rehearsals, type Event, type Rehearsal } from '../../../lib/models';
import { useTypes } from '../choices';
import { t } from '../words';
import Log from './Log';
import type { RehearseProps } from './Rehearse';
import Waiting from './Waiting';

const Picture = lazy(() => import('../view/Picture'));

/** One answer of the server, and what was done to get there. */
interface Step { said: string; answer: Rehearsal }

/** An instant in the zone of China, to the minute. */
function local(at: Date): string {
  return new Date(at.getTime() + 8 * 3600_000).toISOString().slice(0, 16);
}

export default function ProcessRehearsal({ name, text, others, onResult }: RehearseProps) {
  const types = useTypes();
  const [type, setType] = useState<string | undefined>(undefined);
  const [clock, setClock] = useState(() => local(new Date()));
  const [facts, setFacts] = useState('');
  const [steps, setSteps] = useState<Step[]>([]);
  const now = steps[steps.length - 1]?.answer;
  const wrong = useMemo(() => { if (!facts.trim()) return false; try { return typeof JSON.parse(facts) !== 'object'; } catch { return true; } }, [facts]);
  const suggested = types.find((one) => one.label.endsWith(`· ${name}`))?.value ?? types[0]?.value;

  const run = useMutation({
    mutationFn: ({ event, at }: { event?: Event; said: string; at?: string }) => rehearsals.process({ text }, event
      ? { state: now?.state, event, now: at ?? now?.now ?? '', with: others }
      : { type: type ?? suggested, variables: facts.trim() ? (JSON.parse(facts) as Record<string, unknown>) : undefined, now: `${clock}:00+08:00`, with: others }),
    onSuccess: (answer, { event, said }) => {
      const next = event ? [...steps, { said, answer }] : [{ said, answer }];
      setSteps(next);
      onResult?.(t(answer.ended ? 'rehearse.saidWhole' : 'rehearse.saidPart', { way: next.map((one) => one.said).join(' › ') }));
    },
  });
  const act = (event: Event, said: string, at?: string) => run.mutate({ event, said, at });
  return (
    <div className="stack">
      <div className="row">
        <label className="row">{t('rehearse.type')} <Select style={{ width: 240 }} aria-label={t('rehearse.type')} showSearch={{ optionFilterProp: 'label' }} value={type ?? suggested} onChange={setType} options={types} /></label>
        <label className="row">{t('rehearse.clock')} <input type="datetime-local" className="native-input" value={clock} onChange={(event) => setClock(event.target.value)} /></label>
        <Button type={now ? 'default' : 'primary'} loading={run.isPending && !now} disabled={wrong} onClick={() => run.mutate({ said: t('rehearse.started') })}>{t(now ? 'rehearse.again' : 'rehearse.start')}</Button>
        <Button disabled={steps.length < 2 || run.isPending} onClick={() => setSteps(steps.slice(0, -1))}>{t('rehearse.back')}</Button>
      </div>
      <details>
        <summary>{t('rehearse.facts')}</summary>
        <label className="stack model-field"><span className="muted small">{t('rehearse.factsHint')}</span><textarea className="native-input mono" rows={3} value={facts} onChange={(event) => setFacts(event.target.value)} placeholder='{"facts": {"danger": true}}' /></label>
        {wrong && <p className="field-error" role="alert">{t('rehearse.factsWrong')}</p>}
      </details>
      {run.error && <Failure why={run.error} />}
      {now ? <Running name={name} text={text} now={now} steps={steps} busy={run.isPending} act={act} /> : <p className="muted">{t('rehearse.processHint')}</p>}
    </div>
  );
}

function Running({ name, text, now, steps, busy, act }: { name: string; text: string; now: Rehearsal; steps: Step[]; busy: boolean; act: (event: Event, said: string, at?: string) => void }) {
  const [chosen, setChosen] = useState<string | null>(null);
  const keys = [...new Set([...now.places.map((one) => one.process), name])];
  // The deepest process that something waits in is the one to look at.
  const waits = [...now.tasks, ...now.services, ...now.decisions, ...now.timers].map((one) => one.process);
  const shown = chosen && keys.includes(chosen) ? chosen : waits[0] ?? keys[0];
  return (
    <div className="model-rehearsal">
      <div className="stack">
        {keys.length > 1 && <div className="row diagram-tabs" role="group" aria-label={t('rehearse.processes')}>{keys.map((key) => <button key={key} type="button" className="plain-button" aria-pressed={key === shown} onClick={() => setChosen(key)}>{key}</button>)}</div>}
        <Stage process={shown} own={shown === name ? text : null} now={now} steps={steps} />
        <p className="row small model-legend"><span className="model-key model-key-token">{t('rehearse.token')}</span><span className="model-key model-key-passed">{t('rehearse.passed')}</span></p>
      </div>
      <div className="stack">
        <Waiting now={now} busy={busy} act={act} />
        <Log steps={steps} />
      </div>
    </div>
  );
}

function Stage({ process, own, now, steps }: { process: string; own: string | null; now: Rehearsal; steps: Step[] }) {
  const query = useQuery({ queryKey: ['model-text', 'process', process, 'now', own], queryFn: () => (own !== null ? Promise.resolve(own) : models.text('process', process)), staleTime: 60_000 });
  const marks = useMemo(() => {
    const found = new Map<string, string>();
    for (const { answer } of steps) {
      for (const one of answer.flows) if (one.process === process) found.set(one.flow, 'passed');
      for (const one of answer.done) if (one.process === process && one.element) found.set(one.element, 'passed');
    }
    for (const one of now.places) if (one.process === process) found.set(one.element, 'token');
    for (const one of now.incidents) if (one.process === process) found.set(one.element, 'removed');
    return found;
  }, [steps, now, process]);
  const badges = useMemo(() => {
    const counts = new Map<string, number>();
    for (const one of now.places) if (one.process === process) counts.set(one.element, (counts.get(one.element) ?? 0) + 1);
    return new Map([...counts].map(([id, count]) => [id, { text: '●'.repeat(Math.min(count, 3)) + (count > 3 ? ` ${count}` : ''), tone: 'token', title: t('rehearse.tokenHere') }]));
  }, [now, process]);
  const at = now.places.filter((one) => one.process === process).pop()?.element;
  return <Shown query={query} rows={8}>{(xml) => <Part rows={8}><Picture xml={xml} label={t('rehearse.picture', { name: process })} marks={marks} badges={badges} at={at} /></Part>}</Shown>;
}
