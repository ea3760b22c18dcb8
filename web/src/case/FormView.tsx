// The extra fields of a task: a form-js schema, drawn by form-js, kept as a draft while typing.
import { Form } from '@bpmn-io/form-js-viewer';
import '@bpmn-io/form-js-viewer/dist/assets/form-js.css';
import { forwardRef, useEffect, useImperativeHandle, useRef, useState, type CSSProperties } from 'react';
import { t, useLanguage, type Language } from '../i18n';
import type { FormSchema } from '../lib/api';
import { formWords } from './form-words';

export type Fields = Record<string, unknown>;
/** Checks the form: the values, or null after showing what is missing. */
export interface FormHandle { submit: () => Fields | null }

/** The labels in the reader's language: the schema carries English ones as properties. */
function localised(schema: FormSchema, language: Language): FormSchema {
  if (language === 'zh' || !Array.isArray(schema.components)) return schema;
  const components = (schema.components as (Fields & { properties?: { en?: string } })[]).map((one) => (one.properties?.en ? { ...one, label: one.properties.en } : one));
  return { ...schema, components };
}

/** What was left empty is not sent. */
function given(data: Fields): Fields {
  return Object.fromEntries(Object.entries(data).filter(([, value]) => value !== null && value !== '' && value !== undefined));
}

const FormView = forwardRef<FormHandle, { schema: FormSchema; data: Fields; onChange: (data: Fields) => void; onReady: () => void }>(
  function FormView({ schema, data, onChange, onReady }, handle) {
    const box = useRef<HTMLDivElement>(null);
    const form = useRef<InstanceType<typeof Form> | null>(null);
    const change = useRef(onChange);
    const ready = useRef(onReady);
    const [broken, setBroken] = useState(false);
    change.current = onChange;
    const language = useLanguage();

    useEffect(() => {
      if (!box.current) return;
      const made = new Form({ container: box.current, additionalModules: [formWords] });
      form.current = made;
      made.importSchema(localised(schema, language), data).then(
        () => { made.on('changed', ({ data: next }: { data: Fields }) => change.current(next)); ready.current(); },
        () => setBroken(true),
      );
      return () => { made.destroy(); form.current = null; };
    }, [JSON.stringify(schema), language]);

    useImperativeHandle(handle, () => ({
      submit() {
        const answer = form.current?.submit() as { data: Fields; errors: Record<string, string[]> } | undefined;
        if (!answer) return {};
        const first = Object.keys(answer.errors)[0];
        if (!first) return given(answer.data);
        box.current?.querySelector<HTMLElement>('.fjs-has-errors input, .fjs-has-errors textarea, .fjs-has-errors select')?.focus();
        return null;
      },
    }), []);
    return broken ? <p role="alert">{t('form.broken')}</p> : <div ref={box} className="form-box" style={{ '--choose': JSON.stringify(t('form.choose')) } as CSSProperties} />;
  },
);
export default FormView;
