// Notes about a moment: a new one is about the moment that is heard, unless the writer says otherwise.
import { clock } from "../time.js";

/** @param {import("./player.js").Player} player */
export function installNotes(player) {
  const form = /** @type {HTMLFormElement | null} */ (document.querySelector("form[data-note]"));
  const place = form?.querySelector("[data-note-time]");
  const box = /** @type {HTMLInputElement | null | undefined} */ (form?.querySelector("[data-at-now]"));
  const at = /** @type {HTMLInputElement | null | undefined} */ (form?.querySelector("[name=at]"));
  const keep = () => {
    if (place) place.textContent = clock(player.now);
    if (at) at.value = box?.checked ? player.now.toFixed(1) : "";
  };
  player.addEventListener("time", keep);
  box?.addEventListener("change", keep);
  keep();
  document.addEventListener("click", (event) => {
    const moment = /** @type {Element} */ (event.target).closest("[data-jump]")?.getAttribute("data-jump");
    if (moment) player.seek(Number(moment));
  });
}
