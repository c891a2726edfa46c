/* What every page can do beyond HTML. Each behaviour finds its elements by data-* attributes,
   also in what htmx brings later; without this file every page still works. */
import { bindBulk } from "./bulk.js";
import { bindChoosing } from "./choosing.js";
import { bindClock } from "./clock.js";
import { bindCopy } from "./copy.js";
import { bindConfirm } from "./confirm.js";
import { bindDrawers } from "./drawers.js";
import { bindDrop } from "./drop.js";
import { bindGuard } from "./guard.js";
import { bindKeys } from "./keys.js";
import { bindOnlyWhen } from "./only-when.js";
import { bindYourTime } from "./your-time.js";

bindKeys();
bindConfirm();
bindCopy();
bindDrawers();
bindGuard();
bindClock();
bindYourTime();

const bindParts = (part) => {
  bindBulk(part);
  bindChoosing(part);
  bindDrop(part);
  bindOnlyWhen(part);
};

bindParts(document);
document.addEventListener("htmx:load", (event) => bindParts(event.target));
document.querySelector("[data-summary]")?.focus();
