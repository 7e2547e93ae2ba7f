// Short messages at the edge of the page; read out by screen readers.

const SHOWN_MS = 5000;
const NEXT = "toast";

/** Show a message on the page that comes next. @param {string} text */
export function toastNext(text) {
  sessionStorage.setItem(NEXT, text);
}

/** Show what the page before has left. */
export function showLeftToast() {
  const text = sessionStorage.getItem(NEXT);
  sessionStorage.removeItem(NEXT);
  if (text) toast(text, "good");
}

/**
 * @param {string} text
 * @param {"good" | "bad" | "accent"} [tone]
 */
export function toast(text, tone = "accent") {
  const region = document.querySelector("[data-toasts]");
  if (!region) return;
  const message = document.createElement("div");
  message.className = `toast tone-${tone}`;
  message.textContent = text;
  region.append(message);
  setTimeout(() => message.remove(), tone === "bad" ? 2 * SHOWN_MS : SHOWN_MS);
}
