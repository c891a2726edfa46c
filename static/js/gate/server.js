// Talks to the ceremony's server: bearer token, JSON, a time limit; no cookies.

const PATIENCE_MS = 8000;

export class Unreachable extends Error {}

export class Refused extends Error {
  constructor(status, error) {
    super(error.message);
    this.status = status;
    this.code = error.code;
  }
}

async function send(path, token, options = {}) {
  const headers = { ...options.headers };
  if (token) headers.Authorization = `Bearer ${token}`;
  let response;
  try {
    response = await fetch(path, {
      ...options,
      headers,
      credentials: "omit",
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
  } catch (cause) {
    throw new Unreachable("no answer", { cause });
  }
  if (response.status >= 500) throw new Unreachable(`answer ${response.status}`);
  if (!response.ok) {
    const body = await response.json().catch(() => ({}));
    throw new Refused(response.status, body.error ?? { code: "refused", message: "" });
  }
  return response;
}

async function post(path, token, body) {
  const response = await send(path, token, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  return response.json();
}

export const pair = (code) => post("/gate/pair", null, { code });

export const scan = (token, reading) => post("/gate/scans", token, reading);

export const context = async (token) => (await send("/gate/context", token)).json();

/** The photograph as a blob: URL; whoever asked revokes it. */
export async function photograph(token, name) {
  const response = await send(`/gate/photographs/${encodeURIComponent(name)}`, token);
  return URL.createObjectURL(await response.blob());
}
