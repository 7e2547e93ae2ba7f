// Failed recordings: queue one, or all, again.
import { ApiError, send } from "./http.js";
import { toast } from "./toasts.js";
import { text } from "./texts.js";

for (const button of document.querySelectorAll("[data-retry]")) {
  button.addEventListener("click", () => retry(button, `/api/v1/calls/${button.getAttribute("data-retry")}/retry`));
}
document.querySelector("[data-retry-all]")?.addEventListener("click", (event) => {
  retry(/** @type {Element} */ (event.currentTarget), "/api/v1/calls/failures/retry");
});

/** @param {Element} button @param {string} url */
async function retry(button, url) {
  button.setAttribute("disabled", "");
  try {
    await send("POST", url);
    toast(text("queued-again"), "good");
    if (url.endsWith("failures/retry")) location.reload();
    else button.closest("tr")?.remove();
  } catch (error) {
    button.removeAttribute("disabled");
    toast(error instanceof ApiError ? error.message : text("failed"), "bad");
  }
}
