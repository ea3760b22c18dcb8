// A form filled in with made-up answers and checked by the server as it will check real ones.
import { useMutation } from '@tanstack/react-query';
import { Button } from 'antd';
import { lazy, useMemo, useRef, useState } from 'react';
import { Part } from '../../../components/Boundary';
import type { Fields, FormHandle } from '../../../case/FormView';
import { Failure } from '../../../components/States';
import { pick } from '../../../i18n';
import type { FormSchema } from '../../../lib/api';
import { rehearsals } from '../../../lib/models';
import { t } from '../words';
import type { RehearseProps } from './Rehearse';

const FormView = lazy(() => import('../../../case/FormView'));

export default function FormRehearsal({ text }: RehearseProps) {
  const schema = useMemo(() => { try { return JSON.parse(text) as FormSchema; } catch { return null; } }, [text]);
  const form = useRef<FormHandle>(null);
  const [fields, setFields] = useState<Fields>({});
  const run = useMutation({ mutationFn: () => rehearsals.form({ text }, given(fields)) });
  if (!schema) return <p className="notice notice-bad">{t('model.form.notJson')}</p>;
  return (
    <div className="model-pair">
      <section className="panel stack" aria-label={t('rehearse.form')}>
        <Part><FormView ref={form} schema={schema} data={{}} onChange={setFields} onReady={() => undefined} /></Part>
        <p><Button type="primary" loading={run.isPending} onClick={() => run.mutate()}>{t('rehearse.formSend')}</Button></p>
      </section>
      <section className="panel stack" aria-label={t('rehearse.formAnswer')}>
        <h2>{t('rehearse.formAnswer')}</h2>
        {run.error && <Failure why={run.error} />}
        {run.data ? (
          <>
            <p className={run.data.ok ? 'badge badge-ok model-answer' : 'badge badge-urgent model-answer'} role="status">{t(run.data.ok ? 'rehearse.formGood' : 'rehearse.formBad')}</p>
            {run.data.problems.length > 0 && <ul className="model-list">{run.data.problems.map((one, i) => <li key={i}><span className="mono small muted">{one.field}</span> {pick(one)}</li>)}</ul>}
            <table className="pairs"><caption>{t('rehearse.formFields')}</caption><tbody>{Object.entries(run.data.fields).map(([key, value]) => <tr key={key}><th scope="row">{key}</th><td>{typeof value === 'object' ? JSON.stringify(value) : String(value)}</td></tr>)}</tbody></table>
          </>
        ) : <p className="muted">{t('rehearse.formHint')}</p>}
      </section>
    </div>
  );
}

const given = (data: Fields): Fields => Object.fromEntries(Object.entries(data).filter(([, value]) => value !== null && value !== '' && value !== undefined));
