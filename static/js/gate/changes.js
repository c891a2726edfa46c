// What happens in the device's modules, for whoever shows it. Screens listen; nothing asks them.

export const changes = new EventTarget();

export const tell = (name, detail = null) =>
  changes.dispatchEvent(new CustomEvent(name, { detail }));

export const on = (name, act) => changes.addEventListener(name, ({ detail }) => act(detail));
