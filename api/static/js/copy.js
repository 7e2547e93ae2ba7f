// Buttons with `data-copy="id"` copy that element's text.
import { toast } from "./toasts.js";
import { text } from "./texts.js";

export function installCopy() {
  document.addEventListener("click", (event) => {
    const button = /** @type {Element} */ (event.target).closest("[data-copy]");
    const text = button && document.getElementById(button.getAttribute("data-copy") ?? "")?.textContent;
    if (text) void copy(text); // nothing to copy leaves the clipboard as it is
  });
}

/** @param {string} text @param {string} [done] */
export async function copy(text, done = text("copied")) {
  try {
    await navigator.clipboard.writeText(text);
    toast(done, "good");
  } catch {
    toast(text("not-copied"), "bad");
  }
}
