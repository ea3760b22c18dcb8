// A few named boxes that survive a reload and hold pictures too (IndexedDB).
const NAME = 'shao';
const VERSION = 2;
const BOXES = ['outbox', 'drafts', 'cache'] as const;
export type Box = (typeof BOXES)[number];
/** What stands in a line has the number of its place, given when it was kept and not by any clock. */
export interface Numbered { n: number }

let opened: Promise<IDBDatabase> | null = null;

/** Version 2 numbers the outbox; what a phone kept before has its clock's order. */
function upgrade(request: IDBOpenDBRequest, from: number): void {
  if (from < 1) BOXES.forEach((box) => request.result.createObjectStore(box));
  const outbox = (request.transaction as IDBTransaction).objectStore('outbox');
  outbox.createIndex('n', 'n', { unique: true });
  const old = outbox.getAll() as IDBRequest<{ id: string; at: string }[]>;
  old.onsuccess = () => old.result.sort((a, b) => a.at.localeCompare(b.at)).forEach((item, n) => outbox.put({ ...item, n }, item.id));
}

function open(): Promise<IDBDatabase> {
  opened ??= new Promise((done, fail) => {
    const request = indexedDB.open(NAME, VERSION);
    request.onupgradeneeded = ({ oldVersion }) => upgrade(request, oldVersion);
    request.onsuccess = () => {
      request.result.onversionchange = () => { opened = null; request.result.close(); };
      done(request.result);
    };
    request.onerror = () => { opened = null; fail(request.error); };
  });
  return opened;
}

/** `work` runs in one transaction and may `give` what is returned once that is kept. */
async function within<R>(box: Box, mode: IDBTransactionMode, work: (store: IDBObjectStore, give: (result: R) => void) => void): Promise<R> {
  const db = await open();
  return new Promise((done, fail) => {
    const transaction = db.transaction(box, mode);
    let result: R;
    work(transaction.objectStore(box), (value) => { result = value; });
    transaction.oncomplete = () => done(result);
    transaction.onerror = () => fail(transaction.error);
    transaction.onabort = () => fail(transaction.error);
  });
}

function then<R>(request: IDBRequest<R>, next: (result: R) => void): void {
  request.onsuccess = () => next(request.result);
}

/** Calls `next` with the number after the highest kept. */
function following(store: IDBObjectStore, next: (n: number) => void): void {
  then(store.index('n').openKeyCursor(null, 'prev'), (last) => next(last ? (last.key as number) + 1 : 0));
}

export const box = {
  get: <V>(name: Box, key: string) => within<V | undefined>(name, 'readonly', (store, give) => then(store.get(key), give)),
  all: <V>(name: Box) => within<V[]>(name, 'readonly', (store, give) => then(store.getAll(), give)),
  put: (name: Box, key: string, value: unknown) => within<void>(name, 'readwrite', (store) => { store.put(value, key); }),
  drop: (name: Box, key: string) => within<void>(name, 'readwrite', (store) => { store.delete(key); }),
  clear: (name: Box) => within<void>(name, 'readwrite', (store) => { store.clear(); }),
  /** Keeps `value` at the end of the line; or, when `instead` is still kept, in its place. */
  line: (name: 'outbox', key: string, value: object, instead?: string) => within<void>(name, 'readwrite', (store) => {
    const put = (n: number) => store.put({ ...value, n }, key);
    if (!instead) return following(store, put);
    then(store.get(instead) as IDBRequest<Numbered | undefined>, (found) => {
      if (!found) return following(store, put);
      store.delete(instead);
      put(found.n);
    });
  }),
  /** Changes what is kept under `key`; what was dropped meanwhile stays dropped. */
  change: <V>(name: Box, key: string, part: Partial<V>) => within<void>(name, 'readwrite', (store) => then(store.get(key) as IDBRequest<V | undefined>, (found) => { if (found) store.put({ ...found, ...part }, key); })),
};
