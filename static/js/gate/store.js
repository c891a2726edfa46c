// The database of this device. "device" holds single values (token, shift, counters), "vault" what
// vault.js encrypts, "events" what the server has not confirmed, "refused" what it would not take.

import { openDB } from "/static/vendor/idb-8.0.4/index.js";

const NAME = "ceremony-gate";
const VERSION = 2;

let opening = null;

export function database() {
  opening ??= openDB(NAME, VERSION, {
    upgrade,
    blocking: (_old, _new, event) => {
      opening = null; // a newer release in another tab needs it
      event.target.close();
    },
    terminated: () => (opening = null),
  }).catch((error) => {
    opening = null;
    throw error;
  });
  return opening;
}

function upgrade(made, from) {
  if (from < 1) made.createObjectStore("device");
  if (from < 2) {
    made.createObjectStore("vault");
    made.createObjectStore("events", { keyPath: "sequence" });
    made.createObjectStore("refused", { keyPath: "sequence" });
  }
}

export const get = async (key) => (await database()).get("device", key);

export const put = async (key, value) => (await database()).put("device", value, key);

export const forget = async (key) => (await database()).delete("device", key);
