// The signed code on a badge: the twin of ceremony/badges/token.py. docs/credential-format.md
// describes every byte, tests/vectors/credential.json binds both.

import { verify } from "./signature.js";

const PREFIX = "CER:";
const VERSION = 1;
const CLAIMS_LENGTH = 20;
const CODE_LENGTH = 126; // Base45: 3 characters for 2 bytes
const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
// As Python strips: the separators that some scanners send are white space, U+FEFF is none.
const SPACE = String.raw`(?:(?!\ufeff)[\s\x1c-\x1f\x85])+`;
const AROUND = new RegExp(`^${SPACE}|${SPACE}$`, "g");

/**
 * {claims} of a genuine code, or {refusal}: why it is none. Categories and zones are positions
 * in the ceremony's lists.
 *
 * @param keys the public keys of the ceremony: [{id, public}], the latter in hexadecimal.
 */
export async function read(text, keys, isSigned = verify) {
  const code = text.replace(AROUND, "");
  const body = code.slice(PREFIX.length);
  if (!code.startsWith(PREFIX) || !isInAlphabet(body) || body.length > CODE_LENGTH) {
    return { refusal: "foreign" };
  }
  const start = decode(body.slice(0, 3));
  if (start?.length && start[0] !== VERSION) return { refusal: "unsupported_version" };
  if (body.length < CODE_LENGTH) return { refusal: "truncated" };
  const data = decode(body);
  return data ? verified(data, keys, isSigned) : { refusal: "forged" };
}

async function verified(data, keys, isSigned) {
  const packed = data.slice(0, CLAIMS_LENGTH);
  const field = new DataView(packed.buffer);
  const key = keys.find(({ id }) => id === field.getUint16(1));
  if (!key) return { refusal: "unknown_key" };
  const message = Uint8Array.of(...new TextEncoder().encode(PREFIX), ...packed);
  const isOurs = await isSigned(data.slice(CLAIMS_LENGTH), message, bytes(key.public));
  return isOurs ? { claims: claimed(field) } : { refusal: "forged" };
}

function claimed(field) {
  const zones = field.getUint32(8);
  return {
    serial: field.getUint32(3),
    category: field.getUint8(7),
    zones: Array.from({ length: 32 }, (_, zone) => zone).filter((zone) => (zones >>> zone) & 1),
    valid_from: field.getUint32(12),
    valid_until: field.getUint32(16),
  };
}

/** The bytes of a Base45 code of whole triples; null if it is not one. */
function decode(code) {
  const values = Array.from(code, (character) => ALPHABET.indexOf(character));
  if (values.length % 3) return null;
  const data = [];
  for (let i = 0; i < values.length; i += 3) {
    const number = values[i] + values[i + 1] * 45 + values[i + 2] * 2025;
    if (number > 0xffff) return null;
    data.push(number >> 8, number & 0xff);
  }
  return Uint8Array.from(data);
}

const isInAlphabet = (code) => Array.from(code).every((each) => ALPHABET.includes(each));

const bytes = (hexadecimal) => Uint8Array.from(hexadecimal.match(/../g), (x) => parseInt(x, 16));
