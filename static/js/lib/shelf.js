// Where a phone puts what it still has to send: a database of its own, written to the disk before anybody
// is told that it is kept, and a second copy elsewhere, because a browser that is killed may lose a whole
// database. The format stays for ever: what an old version kept, a new one still sends.

const NAME = "carryover-outbox";
const VERSION = 1;
const ENTRIES = "entries";
const COPY = "carryover-outbox-copy";
const PATIENCE_MS = 2_000;
/** No address of the server: a name in the cache alone. */
const COPY_PATH = "/kept-on-this-phone/";

/** @typedef {{id: string, owner: string}} Entry anything beyond these is the business of who puts it */

export class Shelf {
  #database;
  #copy;

  constructor(database, copy) {
    this.#database = database;
    this.#copy = copy;
  }

  /** Opens what there is on this phone; what only the copy has is put back. @returns {Promise<Shelf>} */
  static async open() {
    const [database, copy] = await Promise.all([openDatabase(), openCopy()]);
    const shelf = new Shelf(database, copy);
    await shelf.#heal();
    return shelf;
  }

  /** @param {string} owner @returns {Promise<Entry[]>} in no particular order */
  async all(owner) {
    const entries = this.#database ? await this.#run("readonly", (store) => store.getAll()) : await this.#copies();
    return entries.filter((entry) => entry.owner === owner);
  }

  /** @param {Entry} entry @returns {Promise<boolean>} whether it outlives the page */
  async put(entry) {
    const [isWritten, isCopied] = await Promise.all([
      this.#try(() => this.#run("readwrite", (store) => store.put(entry))),
      this.#try(() => this.#copy.put(COPY_PATH + entry.id, new Response(JSON.stringify(entry)))),
    ]);
    return isWritten || isCopied;
  }

  /** @param {string} id */
  async remove(id) {
    // The copy first: else a page that is killed in between would find it there, and put it back.
    await this.#try(() => this.#copy.delete(COPY_PATH + id));
    await this.#try(() => this.#run("readwrite", (store) => store.delete(id)));
  }

  async #heal() {
    if (!this.#database || !this.#copy) return;
    await this.#try(async () => {
      const known = new Set(await this.#run("readonly", (store) => store.getAllKeys()));
      for (const entry of await this.#copies()) {
        if (!known.has(entry.id)) await this.#run("readwrite", (store) => store.put(entry));
      }
    });
  }

  async #copies() {
    if (!this.#copy) return [];
    const found = await Promise.all((await this.#copy.keys()).map((key) => this.#copy.match(key)));
    return Promise.all(found.filter(Boolean).map((each) => each.json()));
  }

  #run(mode, act) {
    return new Promise((resolve, reject) => {
      const transaction = this.#database.transaction(ENTRIES, mode, { durability: "strict" });
      const request = act(transaction.objectStore(ENTRIES));
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

function openDatabase() {
  return new Promise((resolve) => {
    try {
      const opening = indexedDB.open(NAME, VERSION);
      opening.onupgradeneeded = () => opening.result.createObjectStore(ENTRIES, { keyPath: "id" });
      opening.onsuccess = () => {
        // A later version in another tab must not wait for this one.
        opening.result.onversionchange = () => opening.result.close();
        resolve(opening.result);
      };
      opening.onerror = () => resolve(null);
      // A browser that never answers must not keep a session from beginning.
      setTimeout(() => resolve(null), PATIENCE_MS);
      opening.onblocked = () => resolve(null);
    } catch {
      resolve(null);
    }
  });
}

async function openCopy() {
  try {
    return await caches.open(COPY);
  } catch {
    return null;
  }
}
