/* Whether this device trusts the certificate: [data-trust] holds the address over HTTPS, and a part
   [data-says] for each outcome. Without this script the steps stand there all the same.

   A browser lets somebody go on past a warning, but no service worker: over HTTPS a worker that
   does nothing is the proof. On the plain port the secure address is asked, and takes over. */

const place = document.querySelector("[data-trust]");

async function reaches(address) {
  try {
    await fetch(`${address}/ca.crt`, { mode: "no-cors", cache: "no-store" });
    return true;
  } catch {
    return false;
  }
}

async function isTrusted() {
  try {
    const worker = await navigator.serviceWorker.register(place.dataset.worker);
    await worker.unregister();
    return true;
  } catch {
    return false;
  }
}

async function look() {
  if (location.protocol === "http:") {
    if (await reaches(place.dataset.trust)) location.replace(`${place.dataset.trust}/trust`);
    else say("not-yet");
  } else {
    say((await isTrusted()) ? "ready" : "not-yet");
  }
}

function say(outcome) {
  for (const part of place.querySelectorAll("[data-says]")) {
    part.hidden = part.dataset.says !== outcome;
  }
  document.querySelector("[data-way]").hidden = outcome === "ready";
}

look();
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") look(); // back from the settings of the phone
});
