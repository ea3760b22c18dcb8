// What the editors offer instead of free text, read from what is in force.
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { pick, useLanguage } from '../../i18n';
import { models } from '../../lib/models';
import { rowsOf } from './catalogue/table';
import type { Choice, Choices } from './editor';
import { t } from './words';

/** Rights a step may ask for (docs/rights.md); what a text holds besides is offered as it stands. */
const RIGHTS: [right: string, zh: string, en: string][] = [
  ['case.verify', '核实', 'Verify'], ['case.intake', '受理立案', 'Intake'], ['case.dispatch', '派遣', 'Dispatch'], ['case.district', '区级派遣', 'Dispatch for the district'], ['case.command', '指挥裁定', 'Rule'],
  ['case.community', '社区处置', 'Community'], ['case.handle', '承办', 'Handle'], ['case.lead', '负责人审批', 'Approve as head'], ['case.supervise', '督办', 'Supervise'],
];

function ofCatalogue(text: string | undefined): Choice[] {
  const [head = [], ...rows] = rowsOf(text ?? '');
  const [code, zh, en] = ['code', 'zh', 'en'].map((name) => head.indexOf(name));
  return rows.map((row) => ({ value: row[code] ?? '', label: pick({ zh: `${row[zh]}（${row[code]}）`, en: `${row[en]} (${row[code]})` }) }));
}

export function useChoices(): Choices {
  const language = useLanguage();
  const list = useQuery({ queryKey: ['models'], queryFn: () => models.list() });
  const stages = useQuery({ queryKey: ['model-text', 'catalogue', 'stages', 'now'], queryFn: () => models.text('catalogue', 'stages'), staleTime: 60_000 });
  const results = useQuery({ queryKey: ['model-text', 'catalogue', 'results', 'now'], queryFn: () => models.text('catalogue', 'results'), staleTime: 60_000 });
  const jobs = useQuery({ queryKey: ['model-text', 'catalogue', 'jobs', 'now'], queryFn: () => models.text('catalogue', 'jobs'), staleTime: 60_000 });
  return useMemo(() => {
    const named = (kind: string) => (list.data?.items ?? []).filter((row) => row.kind === kind).map((row) => ({ value: row.key, label: row.name && row.name !== row.key ? pick({ zh: `${row.name}（${row.key}）`, en: `${row.name} (${row.key})` }) : row.key }));
    return {
      stages: ofCatalogue(stages.data), results: ofCatalogue(results.data), jobs: ofCatalogue(jobs.data), forms: named('form'), processes: named('process'), decisions: named('decision'),
      rights: RIGHTS.map(([value, zh, en]) => ({ value, label: pick({ zh: `${zh}（${value}）`, en: `${en} (${value})` }) })),
    };
  }, [list.data, stages.data, results.data, jobs.data, language]);
}

/** The types of matter, to start a rehearsal with. */
export function useTypes(): Choice[] {
  const events = useQuery({ queryKey: ['model-text', 'catalogue', 'events', 'now'], queryFn: () => models.text('catalogue', 'events'), staleTime: 60_000 });
  return useMemo(() => {
    const [head = [], ...rows] = rowsOf(events.data ?? '');
    const [code, name, process] = [head.indexOf('code'), head.indexOf('name'), head.indexOf('process')];
    return rows.map((row) => ({ value: row[code] ?? '', label: `${row[name] ?? ''} ${row[code] ?? ''} · ${row[process] || t('model.none')}` }));
  }, [events.data]);
}
