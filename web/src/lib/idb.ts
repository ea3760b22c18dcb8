// A few named boxes that survive a reload and hold pictures too (IndexedDB).
const NAME = 'shao';
const BOXES = ['outbox', 'drafts', 'cache'] as const;
export type Box = (typeof BOXES)[number];

let opened: Promise<IDBDatabase> | null = null;

function open(): Promise<IDBDatabase> {
  opened ??= new Promise((done, fail) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => BOXES.forEach((box) => request.result.createObjectStore(box));
    request.onsuccess = () => done(request.result);
    request.onerror = () => { opened = null; fail(request.error); };
  });
  return opened;
}

async function within<R>(box: Box, mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest<R>): Promise<R> {
  const db = await open();
  return new Promise((done, fail) => {
    const transaction = db.transaction(box, mode);
    const request = work(transaction.objectStore(box));
    transaction.oncomplete = () => done(request.result);
    transaction.onerror = () => fail(transaction.error);
    transaction.onabort = () => fail(transaction.error);
  });
}

export const box = {
  get: <V>(name: Box, key: string) => within<V | undefined>(name, 'readonly', (store) => store.get(key) as IDBRequest<V | undefined>),
  all: <V>(name: Box) => within<V[]>(name, 'readonly', (store) => store.getAll() as IDBRequest<V[]>),
  put: (name: Box, key: string, value: unknown) => within(name, 'readwrite', (store) => store.put(value, key)),
  drop: (name: Box, key: string) => within(name, 'readwrite', (store) => store.delete(key)),
  clear: (name: Box) => within(name, 'readwrite', (store) => store.clear()),
};
