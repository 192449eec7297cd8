// Days as a phone's calendar has them.

/** @param {number} [moment] milliseconds since 1970, else now @param {string} [zone] @returns {string} as 2026-11-20 */
export function dayIn(moment = Date.now(), zone = undefined) {
  // Canada writes a day as computers do.
  return new Intl.DateTimeFormat("en-CA", { timeZone: zone, dateStyle: "short" }).format(moment);
}
