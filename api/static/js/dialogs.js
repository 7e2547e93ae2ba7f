// Dialogs open by `data-open="id"` and close by `data-close`, Escape or a click beside them; `?` opens the help.
import { onKey } from "./keys.js";

export function installDialogs() {
  document.addEventListener("click", (event) => {
    const target = /** @type {Element} */ (event.target);
    const opener = target.closest("[data-open]");
    if (opener) openDialog(opener.getAttribute("data-open") ?? "");
    else if (target.closest("[data-close]") || target instanceof HTMLDialogElement) target.closest("dialog")?.close();
  });
  if (document.getElementById("help")) onKey("?", () => openDialog("help"));
}

/** @param {string} id */
export function openDialog(id) {
  const dialog = document.getElementById(id);
  if (dialog instanceof HTMLDialogElement && !dialog.open) dialog.showModal();
}
