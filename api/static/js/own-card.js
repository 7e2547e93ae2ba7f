// The agent's scorecard: "I disagree" opens the appeal about that very place.
import { openDialog } from "./dialogs.js";

for (const button of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-appeal]"))) {
  button.addEventListener("click", () => {
    const { about = "", finding = "", added = "", check = "" } = button.dataset;
    const dialog = document.getElementById("appeal");
    const place = dialog?.querySelector("[data-about-text]");
    if (place) place.textContent = about;
    for (const [name, value] of Object.entries({ finding_id: finding, added_id: added, check })) {
      const field = /** @type {HTMLInputElement | null} */ (dialog?.querySelector(`[name="${name}"]`) ?? null);
      if (field) field.value = value;
    }
    openDialog("appeal");
  });
}
