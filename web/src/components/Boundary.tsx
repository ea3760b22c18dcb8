// What cannot be drawn (a part that did not arrive, a mistake of ours) says so in its place; the rest of the page stays.
import { Component, type ReactNode } from 'react';
import { t } from '../i18n';

export class Boundary extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
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
