// Which pages are offered to whom. The server decides what anyone may see; this only spares dead ends.
import { pages } from '../lib/router';
import { useSession } from '../lib/session';

const RIGHTS: Record<string, string> = {
  [pages.intake]: 'case.report', [pages.cases]: 'case.read', [pages.dashboard]: 'statistics', [pages.map]: 'case.read', [pages.accounts]: 'admin.account',
};

export function useAllowed(): (path: string) => boolean {
  const { may } = useSession();
  return (path) => !(path in RIGHTS) || may(RIGHTS[path]);
}
