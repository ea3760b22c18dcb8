// Which pages are offered to whom. The server decides what anyone may see; this only spares dead ends.
import { pages } from '../lib/router';
import { useSession } from '../lib/session';

const RIGHTS: Record<string, string[]> = {
  [pages.tasks]: ['case.read'],
  [pages.intake]: ['case.report'], [pages.cases]: ['case.read'], [pages.dashboard]: ['statistics'], [pages.map]: ['case.read'],
  [pages.accounts]: ['admin.account', 'admin.grant', 'admin.audit'],
};

export function useAllowed(): (path: string) => boolean {
  const { may } = useSession();
  return (path) => !(path in RIGHTS) || RIGHTS[path].some(may);
}

/** Where a person lands: the worklist, or for an administrator the accounts. */
export function useHome(): string {
  const allowed = useAllowed();
  return allowed(pages.tasks) ? pages.tasks : pages.accounts;
}
