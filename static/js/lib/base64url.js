// Bytes as text that may stand in addresses and JSON: Base64 with two other letters, and no padding.

/** @param {string} base64url @returns {Uint8Array} */
export function bytes(base64url) {
  const base64 = base64url.replaceAll("-", "+").replaceAll("_", "/");
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}

/** @param {ArrayBuffer|null} buffer @returns {string} */
export function text(buffer) {
  const letters = String.fromCharCode(...new Uint8Array(buffer ?? []));
  return btoa(letters).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}
