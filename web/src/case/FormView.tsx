// The extra fields of a task: a form-js schema, drawn by form-js, kept as a draft while typing.
import { Form } from '@bpmn-io/form-js-viewer';
import '@bpmn-io/form-js-viewer/dist/assets/form-js.css';
import { forwardRef, useEffect, useImperativeHandle, useRef, useState } from 'react';
import { t, useLanguage } from '../i18n';
import type { FormSchema } from '../lib/api';
import { formWords, localised, polish } from './form-words';

export type Fields = Record<string, unknown>;
/** Checks the form: the values, or null after showing what is missing. */
export interface FormHandle { submit: () => Fields | null }

/** What was left empty is not sent. */
function given(data: Fields): Fields {
  return Object.fromEntries(Object.entries(data).filter(([, value]) => value !== null && value !== '' && value !== undefined));
}

/** The keys of the fields, those in groups as well. */
function keysOf(components: unknown): string[] {
  return !Array.isArray(components) ? [] : components.flatMap((one: { key?: string; components?: unknown }) => [...(one.key ? [one.key] : []), ...keysOf(one.components)]);
}

/** `seen`: what of the case the form shows or its conditions speak of; it is never sent back by itself. */
const FormView = forwardRef<FormHandle, { schema: FormSchema; data: Fields; seen?: Fields | null; onChange: (data: Fields) => void; onReady: () => void }>(
  function FormView({ schema, data, seen, onChange, onReady }, handle) {
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
      const keys = new Set(keysOf(schema.components));
      made.importSchema(localised(schema, language), { ...seen, ...data }).then(
        () => { made.on('changed', ({ data: next }: { data: Fields }) => change.current(Object.fromEntries(Object.entries(next).filter(([key]) => keys.has(key))))); ready.current(); },
        () => setBroken(true),
      );
      polish(box.current);
      const watch = new MutationObserver(() => { if (box.current) polish(box.current); });
      watch.observe(box.current, { childList: true, characterData: true, subtree: true });
      return () => { watch.disconnect(); made.destroy(); form.current = null; };
    }, [JSON.stringify(schema), JSON.stringify(seen), language]);

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
    return broken ? <p role="alert">{t('form.broken')}</p> : <div ref={box} className="form-box" />;
  },
);
export default FormView;
