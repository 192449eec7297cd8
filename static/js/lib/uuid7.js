// Keys that a phone gives to what it creates: unique without asking, and sorted by time.

/**
 * Return a fresh UUIDv7 (RFC 9562): 48 bits of milliseconds, then 74 random bits.
 * @param {number} [now] milliseconds since 1970
 * @returns {string}
 */
export function uuid7(now = Date.now()) {
  const time = now.toString(16).padStart(12, "0");
  const bytes = [...crypto.getRandomValues(new Uint8Array(10))];
  const random = bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const variant = "89ab"[bytes[9] % 4];
  return `${time.slice(0, 8)}-${time.slice(8)}-7${random.slice(0, 3)}-${variant}${random.slice(3, 6)}-${random.slice(6, 18)}`;
}
