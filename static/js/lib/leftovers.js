// What a guided session has left on this phone: its own person's letters go out, others' places go.

import { forgetOthers } from "./kept.js";
import { Outbox } from "./outbox.js";

/** @param {string} owner who is signed in @returns {Promise<boolean>} whether nothing waits any more */
export function send(owner) {
  forgetOthers(owner);
  return new Outbox(owner).send();
}
