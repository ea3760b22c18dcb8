// Who may be given tasks: on duty and least burdened first, chosen by mouse, arrow keys or the first letters of a name.
import { useQuery } from '@tanstack/react-query';
import { Input } from 'antd';
import { useId, useState } from 'react';
import { Empty, Shown } from '../components/States';
import { t } from '../i18n';
import { tasks, type DeskMember, type TaskRow } from '../lib/api';

/** Where a task waits, as far as a row tells: tasks of one desk have the same people. */
export function deskKey(task: Pick<TaskRow, 'role' | 'grid' | 'community' | 'unit' | 'street'>): string {
  const place = { worker: task.grid, desk: task.community, handle: task.unit, leader: task.unit }[task.role];
  return `${task.role}@${(place === undefined ? task.street : place)?.id ?? ''}`;
}

/** The people who serve the desks of all these tasks. */
async function commonMembers(rows: TaskRow[], signal: AbortSignal): Promise<DeskMember[]> {
  const desks = new Map(rows.map((row) => [deskKey(row), row.id]));
  const lists = await Promise.all([...desks.values()].map(async (id) => (await tasks.members(id, signal)).items));
  const [first, ...rest] = lists;
  return (first ?? []).filter((one) => rest.every((list) => list.some((other) => other.id === one.id)))
    .sort((a, b) => Number(b.on_duty) - Number(a.on_duty) || a.open_tasks - b.open_tasks || a.name.localeCompare(b.name, 'zh-CN'));
}

const MANY = 8;

export function MemberList({ rows, value, onChange }: { rows: TaskRow[]; value: string; onChange: (account: string) => void }) {
  const name = useId();
  const [typed, setTyped] = useState('');
  const query = useQuery({ queryKey: ['members', ...rows.map((row) => row.id)], queryFn: ({ signal }) => commonMembers(rows, signal), staleTime: 0, gcTime: 0, retry: false });
  return (
    <Shown query={query} rows={4}>
      {(people) => {
        const shown = people.filter((one) => !typed || one.name.includes(typed));
        if (!people.length) return <Empty title={t(rows.length > 1 ? 'assign.nobodyCommon' : 'assign.nobody')} />;
        return (
          <fieldset className="members">
            <legend className="field-label">{t('assign.who')}</legend>
            {people.length > MANY && <Input allowClear aria-label={t('assign.find')} placeholder={t('assign.find')} value={typed} onChange={(e) => setTyped(e.target.value)} />}
            <div className="members-list">
              {shown.map((one) => (
                <label key={one.id} className="member">
                  <input type="radio" name={name} value={one.id} checked={value === one.id} onChange={() => onChange(one.id)} />
                  <span className="grow ellipsis">{one.name}{one.leader && <span className="badge">{t('assign.leader')}</span>}</span>
                  <span className={one.on_duty ? 'duty duty-on' : 'duty'}>{t(one.on_duty ? 'assign.onDuty' : 'assign.offDuty')}</span>
                  <span className="member-load num">{t('assign.load', { n: one.open_tasks })}</span>
                </label>
              ))}
              {shown.length === 0 && <p className="small muted" role="status">{t('search.none')}</p>}
            </div>
          </fieldset>
        );
      }}
    </Shown>
  );
}
