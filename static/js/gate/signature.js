// Ed25519: by the browser where it can, else by a vendored library that is kept with the scanner.

const ED25519 = "/static/vendor/noble-ed25519-3.2.0/index.js";
const SHA512 = "/static/vendor/noble-hashes-2.4.0/sha2.js";

/** Throws where the browser does not know Ed25519, or has no WebCrypto: a page without HTTPS. */
export async function verifyByBrowser(signature, message, key) {
  const known = await crypto.subtle.importKey("raw", key, "Ed25519", false, ["verify"]);
  return crypto.subtle.verify("Ed25519", known, signature, message);
}

export async function verifyByLibrary(signature, message, key) {
  const [{ hashes, verify }, { sha512 }] = await Promise.all([import(ED25519), import(SHA512)]);
  hashes.sha512 = sha512;
  return verify(signature, message, key, { zip215: false }); // RFC 8032, as the server
}

/** Whether *key* signed *message*; all are bytes. */
export async function verify(signature, message, key) {
  try {
    return await verifyByBrowser(signature, message, key);
  } catch {
    return verifyByLibrary(signature, message, key);
  }
}
