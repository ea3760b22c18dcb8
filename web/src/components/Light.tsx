import { t, word } from '../i18n';
import { remaining } from '../lib/names';

const SHAPE: Record<string, React.ReactNode> = {
  green: <circle cx="8" cy="8" r="5.2" fill="none" stroke="currentColor" strokeWidth="2.6" />,
  yellow: <rect x="2.5" y="2.5" width="11" height="11" fill="currentColor" />,
  orange: <path d="M8 1.5 15 14H1z" fill="currentColor" />,
  red: <path d="M8 .8 15.2 8 8 15.2.8 8z" fill="currentColor" />,
  none: <path d="M4 3h3v10H4zM9 3h3v10H9z" fill="currentColor" />,
};

/** Only the shape, for where the words stand beside it. */
export function LightMark({ light }: { light: string }) {
  return <span className={`light light-${light}`}><svg viewBox="0 0 16 16" aria-hidden="true">{SHAPE[light]}</svg></span>;
}

/** The state of a clock: shape, colour and, unless `bare`, the remaining time in words. */
export function Light({ light, row, provisional, bare }: {
  light: string | null; row?: { remaining_zh: string; remaining_en: string }; provisional?: boolean; bare?: boolean;
}) {
  const name = light && light in SHAPE ? light : 'none';
  const title = word('light', name);
  return (
    <span className={`light light-${name}`} title={title}>
      <svg viewBox="0 0 16 16" aria-hidden="true">{SHAPE[name]}</svg>
      {!(name === 'none' && !bare && row && !remaining(row)) && <span className="hidden-text">{title}</span>}
      {!bare && row && <span className="light-words num">{remaining(row) || (name === 'none' ? title : '')}{provisional ? t('clock.provisional') : ''}</span>}
    </span>
  );
}
