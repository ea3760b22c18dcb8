// Who is logged in; an expired session opens the login over the page, so that nothing typed is lost.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { createContext, useContext, useEffect, useMemo, useState, type ReactNode } from 'react';
import { ApiError, onSessionLost, session, type Me, type UnitRef } from './api';

interface Session {
  me: Me | null;
  state: 'loading' | 'out' | 'in' | 'expired' | 'failed';
  error: ApiError | null;
  enter: (user: string, password: string) => Promise<void>;
  leave: () => Promise<void>;
  retry: () => void;
  may: (right: string) => boolean;
  scope: UnitRef | null;
  scopes: UnitRef[];
  setScope: (unit: UnitRef) => void;
}

const Context = createContext<Session | null>(null);
const SCOPE = 'shao.scope';
const KNOWN = 'shao.me';

function remembered(): Me | null {
  try { return JSON.parse(localStorage.getItem(KNOWN) ?? 'null') as Me | null; } catch { return null; }
}

/** Units this user was granted something at, the home unit first. */
function unitsOf(me: Me | null): UnitRef[] {
  const seen = new Map<string, UnitRef>();
  if (me?.unit) seen.set(me.unit.id, me.unit);
  me?.grants.forEach((grant) => { if (grant.unit && !seen.has(grant.unit.id)) seen.set(grant.unit.id, grant.unit); });
  return [...seen.values()];
}

/** `offline`: keep working as the person last logged in here when the server cannot be reached. */
export function SessionProvider({ children, offline = false }: { children: ReactNode; offline?: boolean }) {
  const client = useQueryClient();
  const query = useQuery({
    queryKey: ['session'],
    queryFn: () => session.read(),
    retry: (count, why) => !(why instanceof ApiError) && count < 2,
    staleTime: Infinity,
    networkMode: 'always',
  });
  const [expired, setExpired] = useState(false);
  const [chosen, setChosen] = useState<string | null>(() => localStorage.getItem(SCOPE));

  const error = query.error instanceof ApiError ? query.error : null;
  const me = query.data ?? (offline && error?.offline ? remembered() : null);

  useEffect(() => onSessionLost(() => setExpired(true)), []);
  useEffect(() => { if (query.data) localStorage.setItem(KNOWN, JSON.stringify(query.data)); }, [query.data]);

  const value = useMemo<Session>(() => {
    const scopes = unitsOf(me);
    return {
      me,
      error,
      state: me ? (expired ? 'expired' : 'in') : query.isPending ? 'loading' : error && error.status !== 401 ? 'failed' : 'out',
      enter: async (user, password) => {
        const reply = await session.open(user, password);
        const same = me?.id === reply.user.id;
        client.setQueryData(['session'], reply.user);
        setExpired(false);
        if (same) await client.invalidateQueries({ predicate: (q) => q.queryKey[0] !== 'session' });
        else client.removeQueries({ predicate: (q) => q.queryKey[0] !== 'session' });
      },
      leave: async () => {
        await session.close().catch(() => undefined);
        localStorage.removeItem(KNOWN);
        client.clear();
        window.location.reload();
      },
      retry: () => void query.refetch(),
      may: (right) => me?.rights.includes(right) ?? false,
      scopes,
      scope: scopes.find((unit) => unit.id === chosen) ?? scopes[0] ?? null,
      setScope: (unit) => { setChosen(unit.id); localStorage.setItem(SCOPE, unit.id); },
    };
  }, [me, error, expired, chosen, query, client]);
  return <Context.Provider value={value}>{children}</Context.Provider>;
}

export function useSession(): Session {
  const value = useContext(Context);
  if (!value) throw new Error('useSession outside SessionProvider');
  return value;
}

export function useMe(): Me {
  const { me } = useSession();
  if (!me) throw new Error('useMe without a user');
  return me;
}
