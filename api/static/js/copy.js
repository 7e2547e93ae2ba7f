// Buttons with `data-copy="id"` copy that element's text.
import { toast } from "./toasts.js";

export function installCopy() {
  document.addEventListener("click", (event) => {
    const button = /** @type {Element} */ (event.target).closest("[data-copy]");
    if (button) void copy(document.getElementById(button.getAttribute("data-copy") ?? "")?.textContent ?? "");
  });
}

/** @param {string} text */
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    toast("已复制", "good");
  } catch {
    toast("浏览器不允许复制，请手动选择文字", "bad");
  }
}
