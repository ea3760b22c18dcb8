// One draft: drawn, checked, compared, rehearsed, submitted; and for the second person, approved.
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { Shown } from '../../components/States';
import { drafts } from '../../lib/models';
import Draft from './Draft';
import { t } from './words';

export default function DraftPage({ id }: { id: string }) {
  const query = useQuery({ queryKey: ['draft', id], queryFn: () => drafts.read(id), refetchOnWindowFocus: false, staleTime: Infinity });
  const name = query.data?.name || query.data?.key;
  useEffect(() => { document.title = `${name ?? t('model.draft')} · ${t('app.name')}`; }, [name]);
  return <div className="page model-page"><Shown query={query} rows={10}>{(draft) => <Draft key={draft.id} draft={draft} />}</Shown></div>;
}
