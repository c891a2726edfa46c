// What this device remembers between two visits: its token, and where it stood last.

const NAME = "ceremony-gate";
const SHELF = "device";

function open() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(SHELF);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function within(mode, act) {
  const database = await open();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction(SHELF, mode);
      const request = act(transaction.objectStore(SHELF));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onerror = () => reject(transaction.error);
    });
  } finally {
    database.close();
  }
}

export const get = (key) => within("readonly", (shelf) => shelf.get(key));

export const put = (key, value) => within("readwrite", (shelf) => shelf.put(value, key));

export const forget = (key) => within("readwrite", (shelf) => shelf.delete(key));
