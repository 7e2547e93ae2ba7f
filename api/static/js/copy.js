// Buttons with `data-copy="id"` copy that element's text.
import { toast } from "./toasts.js";

export function installCopy() {
  document.addEventListener("click", (event) => {
    const button = /** @type {Element} */ (event.target).closest("[data-copy]");
    const text = button && document.getElementById(button.getAttribute("data-copy") ?? "")?.textContent;
    if (text) void copy(text); // nothing to copy leaves the clipboard as it is
  });
}

/** @param {string} text @param {string} [done] */
export async function copy(text, done = "已复制") {
  try {
    await navigator.clipboard.writeText(text);
    toast(done, "good");
  } catch {
    toast("浏览器不允许复制，请手动选择文字", "bad");
  }
}
