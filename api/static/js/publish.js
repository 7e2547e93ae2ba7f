// Before a scorecard is published, the server tells what is still open, and a person confirms it.
import { sendForHtml } from "./http.js";

/**
 * @param {string} callId
 * @returns {Promise<number | null>} how many undecided findings are published as they are; null: it is not published.
 * Rejects with an ApiError.
 */
export async function confirmPublication(callId) {
  const dialog = /** @type {HTMLDialogElement | null} */ (document.getElementById("publish"));
  const place = dialog?.querySelector("[data-publish-what]");
  if (!dialog || !place || dialog.open) return null;
  const fresh = new DOMParser().parseFromString(await sendForHtml("GET", `/calls/${callId}/publication`), "text/html");
  const told = /** @type {HTMLElement | null} */ (fresh.querySelector("[data-publication]"));
  if (!told) return null;
  place.replaceChildren(told);
  const open = Number(told.dataset.publication);
  const yes = /** @type {HTMLButtonElement} */ (dialog.querySelector("[data-publish-yes]"));
  yes.disabled = told.dataset.refused === "yes";
  yes.hidden = yes.disabled;
  dialog.returnValue = "";
  dialog.showModal();
  const isSafe = open === 0 && !yes.disabled; // else Enter, pressed once too often, publishes nothing
  /** @type {HTMLElement} */ (isSafe ? yes : dialog.querySelector("[data-publish-no]")).focus();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes" ? open : null), { once: true });
  });
}
