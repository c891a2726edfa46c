/* The clock in the bar goes on: it adds what passed since the page was made, so it shows the
   ceremony's time by the server, whatever the clock and the zone of this computer. */

export function bindClock() {
  const clock = document.querySelector("[data-clock]");
  if (!clock) return;
  const [hours, minutes, seconds] = clock.dateTime.slice(11, 19).split(":").map(Number);
  const start = (hours * 60 + minutes) * 60 + seconds;
  const madeAt = performance.now();
  const two = (number) => String(number).padStart(2, "0");
  setInterval(() => {
    const now = Math.floor((start + (performance.now() - madeAt) / 1000) / 60);
    clock.textContent = `${two(Math.floor(now / 60) % 24)}:${two(now % 60)}`;
  }, 1000);
}
