// The storage of one phone: IndexedDB, Cache Storage and localStorage, as far as the outbox uses them.
//
// A strict transaction is on the disk when it completes. A relaxed one is some seconds later, and until
// then is gone when the browser is killed. A copy in the Cache Storage outlives the browser, and reaches
// the disk some seconds later: until then it is gone with the power.

const FLUSH_MS = 5_000;

export class Disk {
  /** @type {{version: number, stores: Map<string, {keyPath?: string, rows: Map}>}|null} */
  database = null;
  #databaseOnDisk = null;
  /** @type {Map<string, Map<string, string>>} */
  caches = new Map();
  #cachesOnDisk = new Map();
  local = new Map();
  /** Full: the next writes fail. `figures`: room that may be made. */
  full = { database: false, cache: false, hasFigures: true };
  /** Whose last write this phone had no chance to keep in one of the two: no fault of the outbox. */
  missing = { database: new Set(), cache: new Set() };
  #connections = new Set();

  constructor(clockwork, name, counts) {
    this.clockwork = clockwork;
    this.name = name;
    this.counts = counts;
  }

  // --- what happens to it ------------------------------------------------------------------

  /** The browser is killed: what was relaxed is gone. */
  killed() {
    this.database = copyOf(this.#databaseOnDisk);
    this.#connections.clear();
  }

  /** The power goes as well: so is what the copy has not flushed. */
  unpowered() {
    this.killed();
    const now = new Map([...this.caches].flatMap(([, rows]) => [...rows]));
    const before = new Map([...this.#cachesOnDisk].flatMap(([, rows]) => [...rows]));
    for (const [path, text] of now) if (before.get(path) !== text) this.missing.cache.add(idOf(path));
    this.caches = new Map([...this.#cachesOnDisk].map(([name, rows]) => [name, new Map(rows)]));
  }

  loseDatabase() {
    for (const id of this.ids()) this.missing.database.add(id);
    this.database = null;
    this.#databaseOnDisk = null;
    for (const connection of this.#connections) connection.isDead = true;
    this.#connections.clear();
  }

  loseCache() {
    for (const id of this.ids()) this.missing.cache.add(id);
    this.caches.clear();
    this.#cachesOnDisk.clear();
  }

  /** @returns {Map<string, string[]>} what stands in either, with the state there */
  states() {
    const found = new Map();
    const note = ({ id, state }) => found.set(id, [...(found.get(id) ?? []), state]);
    for (const entry of this.database?.stores.get("entries")?.rows.values() ?? []) note(entry);
    for (const [path, text] of this.caches.get("carryover-outbox-copy") ?? []) if (idOf(path)) note(JSON.parse(text));
    return found;
  }

  ids() {
    return [...this.states().keys()];
  }

  // --- IndexedDB ---------------------------------------------------------------------------

  indexedDB(tab) {
    const open = (name, version) => {
      const opening = {};
      this.#step(tab, "database", "opens the database", () => {
        const isNew = this.database?.version !== version;
        this.database ??= { version, stores: new Map() };
        const connection = { tab, isDead: false, isUsed: false };
        this.#connections.add(connection);
        opening.result = this.#connection(connection);
        if (isNew) {
          opening.onupgradeneeded?.();
          this.database.version = version;
          this.#databaseOnDisk = copyOf(this.database);
        }
        opening.onsuccess?.();
      });
      return opening;
    };
    return { open };
  }

  #connection(connection) {
    const disk = this;
    return {
      objectStoreNames: { contains: (name) => disk.database.stores.has(name) },
      createObjectStore: (name, { keyPath } = {}) => disk.database.stores.set(name, { keyPath, rows: new Map() }),
      close: () => (connection.isDead = true),
      transaction: (name, mode, options) => {
        if (connection.isDead) throw new DOMException("The connection is closed.", "InvalidStateError");
        connection.isUsed = true;
        return disk.#transaction(connection, name, mode, options);
      },
    };
  }

  #transaction(connection, name, mode, { durability = "default" } = {}) {
    const asked = [];
    const transaction = { error: null };
    const ask = (isWrite, act, id) => {
      if (isWrite && mode !== "readwrite") throw new DOMException("Read only.", "ReadOnlyError");
      const request = {};
      asked.push({ request, isWrite, act, id });
      return request;
    };
    transaction.objectStore = () => ({
      get: (key) => ask(false, ({ rows }) => cloned(rows.get(key))),
      getAll: () => ask(false, ({ rows }) => [...rows.values()].map(cloned)),
      getAllKeys: () => ask(false, ({ rows }) => [...rows.keys()]),
      clear: () => ask(true, ({ rows }) => rows.clear()),
      delete: (key) => ask(true, ({ rows }) => void rows.delete(key)),
      put: (value, key) => {
        const kept = cloned(value);
        return ask(true, ({ keyPath, rows }) => void rows.set(keyPath ? kept[keyPath] : key, kept), value.id);
      },
    });
    const { tab } = connection;
    this.#step(tab, "database", mode === "readwrite" ? "writes to the database" : "reads the database", () => {
      const writes = asked.filter(({ isWrite }) => isWrite);
      const fails = connection.isDead || !this.database || (this.full.database && writes.some(({ id }) => id));
      if (fails) {
        for (const { id } of writes) if (id) this.missing.database.add(id);
        transaction.error = new DOMException("There is no room.", "QuotaExceededError");
        if (this.full.database) this.counts.full += 1;
        this.#told(tab, () => transaction.onabort?.());
        return;
      }
      for (const { request, act, id } of asked) {
        request.result = act(this.database.stores.get(name));
        if (id) this.missing.database.delete(id);
      }
      if (writes.length && durability === "strict") this.#flushDatabase();
      else if (writes.length) this.clockwork.at(null, this.clockwork.now + FLUSH_MS, () => this.#flushDatabase());
      this.#told(tab, () => transaction.oncomplete?.());
    });
    return transaction;
  }

  #flushDatabase() {
    this.#databaseOnDisk = copyOf(this.database);
  }

  // --- Cache Storage -----------------------------------------------------------------------

  cacheStorage(tab) {
    const disk = this;
    const rowsOf = (name) => disk.caches.get(name) ?? disk.caches.set(name, new Map()).get(name);
    const open = async (name) => ({
      keys: () => disk.#later(tab, "reads the copy", () => [...rowsOf(name).keys()]),
      match: async (path) => {
        const text = rowsOf(name).get(path);
        return text === undefined ? undefined : new Answer(text);
      },
      put: (path, { text }) =>
        disk.#later(tab, "writes the copy", () => {
          if (disk.full.cache) {
            disk.counts.full += 1;
            disk.missing.cache.add(idOf(path));
            throw new DOMException("There is no room.", "QuotaExceededError");
          }
          rowsOf(name).set(path, text);
          disk.missing.cache.delete(idOf(path));
          const isAlone = ![...disk.#connections].some((each) => each.tab === tab && each.isUsed && !each.isDead);
          if (isAlone) disk.missing.database.add(idOf(path));
          disk.#flushLater();
        }),
      delete: (path) =>
        disk.#later(tab, "deletes from the copy", () => {
          disk.#flushLater();
          return rowsOf(name).delete(path);
        }),
    });
    return {
      open,
      has: async (name) => disk.caches.has(name),
      delete: (name) =>
        disk.#later(tab, "makes room", () => {
          if (disk.full.hasFigures) disk.full = { database: false, cache: false, hasFigures: false };
          return disk.caches.delete(name);
        }),
    };
  }

  #flushLater() {
    this.clockwork.at(null, this.clockwork.now + FLUSH_MS, () => this.flush());
  }

  /** What the copy holds is on the disk. */
  flush() {
    this.#cachesOnDisk = new Map([...this.caches].map(([name, rows]) => [name, new Map(rows)]));
  }

  // --- localStorage ------------------------------------------------------------------------

  get localStorage() {
    return {
      getItem: (key) => this.local.get(key) ?? null,
      setItem: (key, value) => this.local.set(key, String(value)),
      removeItem: (key) => this.local.delete(key),
    };
  }

  // --- steps -------------------------------------------------------------------------------

  #step(tab, line, label, act) {
    this.clockwork.add(tab, `${this.name} ${line}`, label, act);
  }

  #told(tab, act) {
    this.clockwork.add(tab, `${tab.name} told`, "hears from the disk", act);
  }

  #later(tab, label, act) {
    return new Promise((resolve, reject) => {
      this.#step(tab, `${tab.name} copy`, label, () => {
        try {
          const result = act();
          this.#told(tab, () => resolve(result));
        } catch (error) {
          this.#told(tab, () => reject(error));
        }
      });
    });
  }
}

/** As much of a `Response` as a copy needs. */
export class Answer {
  constructor(text) {
    this.text = text;
  }

  async json() {
    return JSON.parse(this.text);
  }
}

const idOf = (path) => path.match(/^\/kept-on-this-phone\/(.+)$/)?.[1];

// Keys cannot be read and are never changed; all else is copied, as a browser does.
const cloned = (value) => (Array.isArray(value) ? [...value] : value && structuredClone(value));

function copyOf(database) {
  if (!database) return null;
  const stores = [...database.stores].map(([name, { keyPath, rows }]) => [name, { keyPath, rows: new Map(rows) }]);
  return { version: database.version, stores: new Map(stores) };
}
