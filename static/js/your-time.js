/* An instant is written in the ceremony's zone; where the reader's clock says something else,
   that is added behind it, or to its title: data-your-time="{time} where you are". */

export function bindYourTime() {
  const language = document.documentElement.lang;
  for (const place of document.querySelectorAll("time[data-your-time]")) {
    const at = new Date(place.dateTime);
    const [, sign, hours, minutes] = place.dateTime.match(/([+-])(\d\d):(\d\d)$/);
    const offset = (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
    if (offset === -at.getTimezoneOffset()) continue;
    const format = new Intl.DateTimeFormat(language, {
      day: "numeric", month: "long", hour: "2-digit", minute: "2-digit", hour12: false,
    });
    const said = place.dataset.yourTime.replace("{time}", format.format(at));
    if (place.title) {
      place.title += `\n${said}`;
      continue;
    }
    const words = document.createElement("span");
    words.className = "your-time";
    words.textContent = said;
    place.after(" ", words);
  }
}
