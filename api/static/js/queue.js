// The review queue: rows, filters, and publishing what is reviewed.
import { ApiError, send } from "./http.js";
import { installFilters, installRows } from "./rows.js";
import { toast } from "./toasts.js";

installFilters();
installRows(() => /** @type {HTMLElement | null} */ (document.querySelector("a[href='/queue/next']"))?.click());
for (const button of document.querySelectorAll("[data-publish]")) {
  button.addEventListener("click", () => publish(/** @type {HTMLButtonElement} */ (button)));
}

/** @param {HTMLButtonElement} button */
async function publish(button) {
  button.disabled = true;
  try {
    await send("POST", `/api/v1/calls/${button.dataset.publish}/publish`);
    button.closest("tr")?.remove();
    toast("已发布，坐席现在可以看到这份评分", "good");
  } catch (error) {
    button.disabled = false;
    toast(error instanceof ApiError ? error.message : "发布没有成功，请再试一次", "bad");
  }
}
