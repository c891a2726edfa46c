// Talks to the ceremony's server: bearer token, JSON, a time limit; no cookies.

const PATIENCE_MS = 8000;
const LONG_MS = 30_000; // a whole list, over a bad line

let token = null;

/** Whose word the server shall hear; null: nobody's. */
export function bear(secret) {
  token = secret;
}

export class Unreachable extends Error {}

export class Refused extends Error {
  constructor(status, error) {
    super(error.message);
    this.status = status;
    this.code = error.code;
  }
}

async function send(path, options = {}, patience = PATIENCE_MS) {
  const headers = { "Accept-Language": document.documentElement.lang, ...options.headers };
  if (token) headers.Authorization = `Bearer ${token}`;
  const signal = AbortSignal.timeout(patience);
  const response = await reached(fetch(path, { ...options, headers, credentials: "omit", signal }));
  if (response.status >= 500) throw new Unreachable(`answer ${response.status}`);
  if (!response.ok && response.status !== 304) {
    const body = await response.json().catch(() => ({}));
    throw new Refused(response.status, body.error ?? { code: "refused", message: "" });
  }
  return response;
}

/** An answer that breaks off is none. */
async function reached(answer) {
  try {
    return await answer;
  } catch (cause) {
    throw new Unreachable("no answer", { cause });
  }
}

const read = (response) => reached(response.json());

async function post(path, body, patience) {
  const options = {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  };
  return read(await send(path, options, patience));
}

export const pair = (code) => post("/gate/pair", { code });

export const scan = (reading, patience) => post("/gate/scans", reading, patience);

export const events = (batch) => post("/gate/events", batch, LONG_MS);

export async function list(query) {
  return read(await send(`/gate/list?${new URLSearchParams(query)}`, {}, LONG_MS));
}

/** The rules, or null if they are those with this *mark* still. */
export async function rules(mark) {
  const headers = mark ? { "If-None-Match": `"${mark}"` } : {};
  const response = await send("/gate/rules", { headers, cache: "no-store" });
  return response.status === 304 ? null : read(response);
}

/** The bytes of a photograph: small by the number of the badge, else by the name of the file. */
export async function photograph({ serial, photograph: name }) {
  const small = `/gate/passes/${serial}/photograph`;
  const path = serial ? small : `/gate/photographs/${encodeURIComponent(name)}`;
  return reached((await send(path)).arrayBuffer());
}
