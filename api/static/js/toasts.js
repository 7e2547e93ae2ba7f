// Short messages at the edge of the page; read out by screen readers.

const SHOWN_MS = 5000;

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
