// Buttons with `data-copy="id"` copy that element's text.
import { toast } from "./toasts.js";
import { text } from "./texts.js";

export function installCopy() {
  document.addEventListener("click", (event) => {
    const button = /** @type {Element} */ (event.target).closest("[data-copy]");
    const words = button && document.getElementById(button.getAttribute("data-copy") ?? "")?.textContent;
    if (words) void copy(words); // nothing to copy leaves the clipboard as it is
  });
}

/** @param {string} words @param {string} [done] */
export async function copy(words, done = text("copied")) {
  try {
    await navigator.clipboard.writeText(words);
    toast(done, "good");
  } catch {
    toast(text("not-copied"), "bad");
  }
}
