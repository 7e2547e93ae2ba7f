// Parts of a page (`data-part`) are made by the server only; it answers a change with them, and they are put in place.

/**
 * @param {string} html elements that carry `data-part`
 */
export function showParts(html) {
  const fresh = new DOMParser().parseFromString(html, "text/html");
  const open = openDetails();
  const focused = focusedControl();
  for (const part of fresh.querySelectorAll("[data-part]")) {
    const place = document.querySelector(`[data-part="${part.getAttribute("data-part")}"]`);
    if (place && place.innerHTML !== part.innerHTML) place.replaceChildren(...part.childNodes);
  }
  reopen(open);
  if (focused) /** @type {HTMLElement | null} */ (document.querySelector(focused))?.focus({ preventScroll: true });
  document.dispatchEvent(new CustomEvent("partschange"));
}

/** Which lines the reader had opened: they stay open. */
function openDetails() {
  const lines = document.querySelectorAll("[data-line]:has(> details[open])");
  return [...lines].map((line) => line.getAttribute("data-line"));
}

/** @param {(string | null)[]} names */
function reopen(names) {
  for (const name of names) document.querySelector(`[data-line="${name}"] > details`)?.setAttribute("open", "");
}

/** A selector that finds the control which has the focus again, once it is made anew. */
function focusedControl() {
  const control = document.activeElement;
  const holder = control?.closest("[data-part] [id], [data-part] [data-line]");
  const names = control?.getAttributeNames().filter((name) => name.startsWith("data-")) ?? [];
  if (!control || !holder || !names.length) return "";
  const place = holder.id ? `#${CSS.escape(holder.id)}` : `[data-line="${holder.getAttribute("data-line")}"]`;
  return `${place} ${names.map((name) => `[${name}="${CSS.escape(control.getAttribute(name) ?? "")}"]`).join("")}`;
}
