// The progress page keeps itself fresh and takes the resident's rating or wish to reopen.
import { progress, rate, reopen, Trouble, type Progress } from './api';
import { make, said, t, timeText } from './text';

const AGAIN_MS = 20_000;

export function setUpProgress(box: HTMLElement): void {
  const number = box.dataset.number ?? '';
  const code = box.dataset.code ?? '';
  if (box.dataset.show !== 'yes') return;
  const find = <E extends HTMLElement = HTMLElement>(hook: string) => box.querySelector<E>(hook) as E;
  let last = '';

  const show = (view: Progress) => {
    const text = JSON.stringify(view);
    if (text === last) return;
    last = text;
    find('[data-field="type"]').textContent = said(view.type, view.type_en);
    find('[data-field="stage"]').textContent = said(view.stage_zh, view.stage_en);
    find('[data-field="result"]').textContent = said(view.result_zh, view.result_en);
    find('[data-photo-list]').replaceChildren(...view.photos.map((photo) => make('li', {}, make('a', { href: photo.src.replace('size=thumb&', '') }, make('img', { src: photo.src, alt: t(photo.kind === 'after' ? 'photo.after' : 'photo.before'), loading: 'lazy' })))));
    find('[data-field="due"]').textContent = view.due_at ? timeText(view.due_at) : '';
    find('[data-verifying]').dataset.show = view.verify_due_at ? 'yes' : 'no';
    find('[data-field="verify_due"]').textContent = view.verify_due_at ? timeText(view.verify_due_at) : '';
    find('[data-light]').dataset.light = view.light;
    find('[data-steps]').replaceChildren(...view.steps.map((step) => make('li', {}, make('time', {}, timeText(step.at)), ' ', make('span', {}, said(step.zh, step.en)))));
    find('[data-rate]').dataset.show = view.can_rate ? 'yes' : 'no';
    find('[data-reopen]').dataset.show = view.can_reopen ? 'yes' : 'no';
    if (view.reopen_until) find('[data-field="reopen_until"]').textContent = timeText(view.reopen_until);
  };
  const refresh = () => progress(number, code).then(show, () => undefined);
  const sentence = (why: unknown) => (why instanceof Trouble && why.told ? said(why.zh, why.en) : t('error.unknown'));
  /** What the server says after a form without script, and the reader hears here. */
  const say = (what: string) => {
    for (const at of document.querySelectorAll<HTMLElement>('[data-said]')) at.dataset.show = at.dataset.said === what ? 'yes' : 'no';
    document.querySelector<HTMLElement>(`[data-said="${what}"]`)?.focus();
  };
  const onSubmit = (form: HTMLFormElement, send: (data: FormData) => Promise<unknown>, done: string) => form.addEventListener('submit', (event) => {
    event.preventDefault();
    const button = form.querySelector('button') as HTMLButtonElement;
    const trouble = form.querySelector('[data-trouble]') as HTMLElement;
    button.disabled = true;
    trouble.textContent = '';
    send(new FormData(form)).then(
      async () => { form.dataset.show = 'no'; form.reset(); button.disabled = false; await refresh(); say(done); },
      (why: unknown) => { trouble.textContent = sentence(why); button.disabled = false; },
    );
  });

  onSubmit(find<HTMLFormElement>('[data-rate]'), (data) => rate(number, { code, score: Number(data.get('score')), solved: data.get('solved') === 'yes', comment: String(data.get('comment') ?? '') || undefined }), 'rated');
  onSubmit(find<HTMLFormElement>('[data-reopen]'), (data) => reopen(number, { code, reason: String(data.get('reason')) }), 'reopened');
  void refresh();
  window.setInterval(() => { if (!document.hidden) void refresh(); }, AGAIN_MS);
  document.addEventListener('visibilitychange', () => { if (!document.hidden) void refresh(); });
}
