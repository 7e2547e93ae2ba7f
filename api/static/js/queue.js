// The review queue: rows, filters, and publishing what is reviewed.
import { installBulk } from "./bulk.js";
import { ApiError, send } from "./http.js";
import { confirmPublication } from "./publish.js";
import { installFilters, installRows } from "./rows.js";
import { toast } from "./toasts.js";
import { text } from "./texts.js";

installBulk();
installFilters();
installRows(() => /** @type {HTMLElement | null} */ (document.querySelector("[data-begin]"))?.click());
for (const button of document.querySelectorAll("[data-publish]")) {
  button.addEventListener("click", () => publish(/** @type {HTMLButtonElement} */ (button)));
}

/** @param {HTMLButtonElement} button */
async function publish(button) {
  button.disabled = true;
  try {
    const open = await confirmPublication(button.dataset.publish ?? "");
    button.disabled = open !== null;
    if (open === null) return;
    await send("POST", `/api/v1/calls/${button.dataset.publish}/publish`, { open_findings: open });
    button.closest("tr")?.remove();
    toast(text("published"), "good");
  } catch (error) {
    button.disabled = false;
    toast(error instanceof ApiError ? error.message : text("not-published"), "bad");
  }
}
