// What the words of a case say of its type: the types, how sure, and which words spoke for each.
import { useQuery } from '@tanstack/react-query';
import { Loading } from '../components/States';
import { t } from '../i18n';
import { cases, type TypeGuess } from '../lib/api';
import { said } from '../lib/names';

const SHOWN = 3;

/** The words that spoke for one type. */
export function Words({ guess }: { guess: TypeGuess }) {
  if (!guess.words.length) return null;
  return <span className="small muted">{t('guess.by')}{guess.words.map((one, i) => <mark key={one} className="guess-word">{i > 0 && ' '}{one}</mark>)}</span>;
}

export function Guess({ caseId, type }: { caseId: string; type: string }) {
  const query = useQuery({ queryKey: ['guess', caseId], queryFn: () => cases.guess(caseId), staleTime: 60_000 });
  if (query.isPending) return <Loading rows={2} />;
  if (!query.data) return <p className="small muted">{t('guess.none')}</p>;
  const { types, unsure, corrected, chosen, model } = query.data;
  const standing = corrected ? 'guess.corrected' : chosen ? 'guess.chosen' : unsure ? 'guess.unsure' : 'guess.sure';
  return (
    <>
      <p className="small"><span className={`badge ${unsure ? 'badge-warn' : 'badge-info'}`}>{t(standing)}</span> <span className="muted">{model === null ? t('guess.catalogue') : t('guess.model', { n: model })}</span></p>
      {types.length === 0 ? <p className="small muted">{t('guess.none')}</p> : (
        <ul className="stack">
          {types.slice(0, SHOWN).map((one) => (
            <li key={one.code}>{one.code === type ? <strong>{said(one.name, one.name_en)}</strong> : said(one.name, one.name_en)} <span className="num small muted">{t('guess.score', { n: Math.round(one.score * 100) })}</span> <Words guess={one} /></li>
          ))}
        </ul>
      )}
    </>
  );
}
