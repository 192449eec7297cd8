// Where a phone puts what somebody did: a database of its own, written to the disk before anybody is told
// that it is kept, and a second copy elsewhere, because a browser that is killed may lose a whole database.
// Both are sealed with a key that only the server can give again. Signing out drops the key: what waits
// stays, and nobody can read it until its person signs in. The format stays for ever.

const NAME = "carryover-outbox";
const VERSION = 2;
const ENTRIES = "entries";
const KEYS = "keys";
const COPY = "carryover-outbox-copy";
const PATIENCE_MS = 2_000;
/** No address of the server: a name in the cache alone. */
const COPY_PATH = "/kept-on-this-phone/";
/** What may go before anything that somebody did is lost: it can be fetched again. */
const SPARE = "carryover figures";
const BEGINNING = 12;

/**
 * @typedef {{id: string, owner: string, order: number, madeAt: number, state: string, heardAt?: number}} Entry what
 *   else it says is sealed; this tells nothing but whose it is, when it was made and sent, and what has become of it
 */

export class Shelf {
  #owner;
  #database;
  /** @type {CryptoKey[]} the first one seals, all of them open */
  #keys = [];

  constructor(owner, database) {
    this.#owner = owner;
    this.#database = database;
  }

  /** Opens what there is on this phone; what only the copy has is put back. @param {string} owner @returns {Promise<Shelf>} */
  static async open(owner) {
    const shelf = new Shelf(owner, await openDatabase());
    await shelf.#try(async () => {
      shelf.#keys = (await shelf.#run(KEYS, "readonly", (store) => store.get(owner))) ?? [];
    });
    await shelf.#heal();
    return shelf;
  }

  /** Nothing on this phone can be read any more, by nobody, until its person signs in again. */
  async forgetKeys() {
    this.#keys = [];
    await this.#try(() => this.#run(KEYS, "readwrite", (store) => store.clear()));
  }

  /** @returns {boolean} whether only its owner can read what is put here */
  get isSealed() {
    return this.#keys.length > 0;
  }

  /** @param {string[]} texts keys as the server gives them, in Base64 */
  async keepKeys(texts) {
    // A page without TLS may not seal, and keeps things as they are.
    if (!crypto.subtle) return;
    // Not to be read again by any script, not even this one.
    const taken = texts.map((text) => crypto.subtle.importKey("raw", bytesOf(text), "AES-GCM", false, ["encrypt", "decrypt"]));
    this.#keys = await Promise.all(taken);
    await this.#try(() => this.#run(KEYS, "readwrite", (store) => store.put(this.#keys, this.#owner)));
  }

  /** @returns {Promise<Entry[]>} the owner's, still sealed, in no particular order */
  async all() {
    const entries = this.#database ? await this.#run(ENTRIES, "readonly", (store) => store.getAll()) : await this.#copies();
    return entries.filter((entry) => entry.owner === this.#owner);
  }

  /** @param {Entry} entry @returns {Promise<Object|null>} null where no key opens it */
  async opened({ sealed, ...entry }) {
    if (!sealed) return entry;
    const all = bytesOf(sealed);
    const iv = all.slice(0, BEGINNING);
    for (const key of this.#keys) {
      try {
        const said = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, all.slice(BEGINNING));
        return { ...entry, ...JSON.parse(new TextDecoder().decode(said)) };
      } catch {
        // Sealed with an older one.
      }
    }
    return null;
  }

  /** @param {Object} said an entry with all it says @returns {Promise<boolean>} whether it outlives the page */
  async put(said) {
    const entry = await this.#sealed(said);
    const write = async () => {
      const written = await Promise.all([
        this.#try(() => this.#run(ENTRIES, "readwrite", (store) => store.put(entry))),
        this.#try(async () => (await caches.open(COPY)).put(COPY_PATH + entry.id, new Response(JSON.stringify(entry)))),
      ]);
      return written.includes(true);
    };
    if (await write()) return true;
    // The phone is full.
    await this.#try(() => caches.delete(SPARE));
    return write();
  }

  /** @param {string} id */
  async remove(id) {
    // The copy first: else a page that is killed in between would find it there, and put it back.
    await this.#try(async () => (await caches.open(COPY)).delete(COPY_PATH + id));
    await this.#try(() => this.#run(ENTRIES, "readwrite", (store) => store.delete(id)));
  }

  async #sealed(said) {
    if (!this.isSealed) return said;
    const { id, owner, order, madeAt, state, heardAt, ...inside } = said;
    const iv = crypto.getRandomValues(new Uint8Array(BEGINNING));
    const text = new TextEncoder().encode(JSON.stringify(inside));
    const box = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, this.#keys[0], text);
    const bytes = [...iv, ...new Uint8Array(box)];
    return { id, owner, order, madeAt, state, heardAt, sealed: btoa(bytes.map((byte) => String.fromCharCode(byte)).join("")) };
  }

  async #heal() {
    await this.#try(async () => {
      const known = new Set(await this.#run(ENTRIES, "readonly", (store) => store.getAllKeys()));
      for (const entry of await this.#copies()) {
        if (!known.has(entry.id)) await this.#run(ENTRIES, "readwrite", (store) => store.put(entry));
      }
    });
  }

  async #copies() {
    // Opening it would make it.
    if (!(await caches.has(COPY))) return [];
    const copy = await caches.open(COPY);
    const found = await Promise.all((await copy.keys()).map((key) => copy.match(key)));
    return Promise.all(found.filter(Boolean).map((each) => each.json()));
  }

  #run(name, mode, act) {
    return new Promise((resolve, reject) => {
      const transaction = this.#database.transaction(name, mode, { durability: "strict" });
      const request = act(transaction.objectStore(name));
      // Only a whole transaction is on the disk, not a request that went well.
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = () => reject(transaction.error);
    });
  }

  async #try(act) {
    try {
      await act();
      return true;
    } catch {
      return false;
    }
  }
}

const bytesOf = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

function openDatabase() {
  return new Promise((resolve) => {
    try {
      const opening = indexedDB.open(NAME, VERSION);
      opening.onupgradeneeded = () => {
        const { result } = opening;
        if (!result.objectStoreNames.contains(ENTRIES)) result.createObjectStore(ENTRIES, { keyPath: "id" });
        result.createObjectStore(KEYS);
      };
      opening.onsuccess = () => {
        // A later version in another tab must not wait for this one.
        opening.result.onversionchange = () => opening.result.close();
        resolve(opening.result);
      };
      // A browser that never answers must not keep a session from beginning.
      setTimeout(() => resolve(null), PATIENCE_MS);
      opening.onerror = opening.onblocked = () => resolve(null);
    } catch {
      resolve(null);
    }
  });
}
