// What cannot be drawn (a part that did not arrive, a mistake of ours) says so in its place; the rest of the page stays.
import { Component, Suspense, type ReactNode } from 'react';
import { t } from '../i18n';
import { Loading } from './States';

interface Props { at?: string; children: ReactNode }

/** `at`: what is shown; something else is tried afresh. */
export class Boundary extends Component<Props, { failed: boolean; at: string | undefined }> {
  override state = { failed: false, at: this.props.at };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  static getDerivedStateFromProps(props: Props, state: { at: string | undefined }) {
    return props.at === state.at ? null : { failed: false, at: props.at };
  }

  override render() {
    if (!this.state.failed) return this.props.children;
    return (
      <div className="notice notice-bad" role="alert">
        <p>{t('error.part')}</p>
        <button type="button" className="text-button" onClick={() => location.reload()}>{t('action.reload')}</button>
      </div>
    );
  }
}

/** A part of a page that is fetched when it is needed: waits, and fails, for itself alone. */
export function Part({ rows, waiting, at, children }: { rows?: number; waiting?: ReactNode; at?: string; children: ReactNode }) {
  return <Boundary at={at}><Suspense fallback={waiting ?? <Loading rows={rows} />}>{children}</Suspense></Boundary>;
}
