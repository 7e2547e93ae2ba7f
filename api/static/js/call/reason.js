// Why a finding is rejected: asked for where the reviewer wants to say it, or has to.

/**
 * @param {HTMLElement} card of the finding
 * @param {boolean} isNeeded
 * @returns {Promise<string | null>} null: the dialog was closed without an answer
 */
export function askReason(card, isNeeded) {
  const dialog = /** @type {HTMLDialogElement} */ (document.getElementById("reason"));
  const field = /** @type {HTMLTextAreaElement} */ (dialog.querySelector("textarea"));
  const quote = dialog.querySelector("[data-reason-quote]");
  if (quote) quote.textContent = card.querySelector(".quote, .what")?.textContent ?? "";
  /** @type {HTMLElement} */ (dialog.querySelector("[data-reason-veto]")).hidden = !isNeeded;
  field.value = "";
  field.required = isNeeded;
  dialog.returnValue = "";
  dialog.showModal();
  field.focus();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes" ? field.value.trim() : null), { once: true });
  });
}
