// Recordings are taken in one by one, a few at a time; a manifest follows when its recordings are there. What was taken
// in before is recognised by its content, so that a broken upload is begun again by dropping the same files.
import { Uploading } from "./uploading.js";
import { filesOf } from "./uploads-dropped.js";

const drop = /** @type {HTMLElement} */ (document.querySelector("[data-drop]"));
const [files, folder] = ["[data-files]", "[data-folder]"].map((name) => /** @type {HTMLInputElement} */ (document.querySelector(name)));
const uploading = new Uploading(
  /** @type {HTMLElement} */ (document.querySelector("[data-list]")),
  /** @type {HTMLFormElement} */ (document.querySelector("[data-facts]")),
);

document.querySelector("[data-choose]")?.addEventListener("click", () => files.click());
document.querySelector("[data-choose-folder]")?.addEventListener("click", () => folder.click());
document.querySelector("[data-retry-failed]")?.addEventListener("click", () => uploading.retry());
document.querySelector("[data-facts]")?.addEventListener("submit", (event) => event.preventDefault());
for (const input of [files, folder]) {
  input.addEventListener("change", () => {
    uploading.add([...(input.files ?? [])]);
    input.value = ""; // the same files may be chosen again
  });
}
for (const name of ["dragenter", "dragover"]) drop.addEventListener(name, (event) => over(event, true));
for (const name of ["dragleave", "drop"]) drop.addEventListener(name, (event) => over(event, false));
drop.addEventListener("drop", async (event) => uploading.add(await filesOf(/** @type {DragEvent} */ (event))));
for (const name of ["dragover", "drop"]) addEventListener(name, (event) => event.preventDefault()); // beside the field, too
addEventListener("beforeunload", (event) => uploading.isBusy && event.preventDefault());

/** @param {Event} event @param {boolean} isOver */
function over(event, isOver) {
  event.preventDefault();
  drop.classList.toggle("is-over", isOver);
}
