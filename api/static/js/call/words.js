// What was said, or by whom, put right: the machine's words stay, the call is judged again on the corrected ones.

/**
 * @param {Element} turn of the transcript
 * @returns {Promise<{utterance: number, text: string, role: string} | null>} null: closed, or nothing changed
 */
export function askWords(turn) {
  const dialog = /** @type {HTMLDialogElement} */ (document.getElementById("words"));
  const field = /** @type {HTMLTextAreaElement} */ (dialog.querySelector("textarea"));
  const select = /** @type {HTMLSelectElement} */ (dialog.querySelector("select"));
  const before = { text: turn.querySelector("[data-words]")?.textContent ?? "", role: roleOf(turn) };
  [field.value, select.value, dialog.returnValue] = [before.text, before.role, ""];
  dialog.showModal();
  field.focus();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      const after = { text: field.value.trim(), role: select.value };
      const isSame = after.text === before.text && after.role === before.role;
      resolve(dialog.returnValue !== "yes" || isSame ? null : { utterance: Number(turn.getAttribute("data-utterance")), ...after });
    }, { once: true });
  });
}

/** @param {Element} turn */
function roleOf(turn) {
  return [...turn.classList].find((name) => name.startsWith("from-"))?.slice("from-".length) ?? "agent";
}
