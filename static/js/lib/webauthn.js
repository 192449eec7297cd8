/** Passkeys as JSON: browsers speak in bytes, servers in base64url. */

import { bytes, text } from "./base64url.js";

const BYTES = new Set(["challenge", "id"]);

/**
 * Returns the server's options as `navigator.credentials` takes them.
 * @param {{publicKey: object}} options
 * @returns {{publicKey: object}}
 */
export function fromServer(options) {
  const publicKey = { ...options.publicKey, challenge: bytes(options.publicKey.challenge) };
  if (publicKey.user) publicKey.user = withBytes(publicKey.user);
  for (const list of ["excludeCredentials", "allowCredentials"]) {
    if (publicKey[list]) publicKey[list] = publicKey[list].map(withBytes);
  }
  return { publicKey };
}

/**
 * Returns a credential, new or used, as JSON text for the server.
 * @param {PublicKeyCredential} credential
 * @returns {string}
 */
export function toServer(credential) {
  const { response } = credential;
  const fields = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
  const written = {};
  for (const field of fields) {
    if (response[field]) written[field] = text(response[field]);
  }
  if (response.getTransports) written.transports = response.getTransports();
  return JSON.stringify({
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: written,
  });
}

function withBytes(record) {
  return Object.fromEntries(
    Object.entries(record).map(([key, value]) => [key, BYTES.has(key) ? bytes(value) : value]),
  );
}
