// What is opened from the inbox is read.
import { csrfToken } from "./http.js";

document.addEventListener("click", (event) => {
  const link = /** @type {Element} */ (event.target).closest("a[data-read]");
  if (!link) return;
  const headers = { "X-CSRF-Token": csrfToken(), "Content-Type": "application/json" };
  const body = JSON.stringify({ ids: [Number(link.getAttribute("data-read"))] });
  fetch("/api/v1/inbox/read", { method: "POST", headers, body, keepalive: true }).catch(() => undefined);
});
