// A rejected sentence goes into the rule's form at a click: `<button data-add-to="misses" data-text="…">`.
import { text as said } from "./texts.js";
import { toast } from "./toasts.js";

for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll("[data-add-to]"))) {
  button.addEventListener("click", () => add(button));
}

/** @param {HTMLButtonElement} button */
function add(button) {
  const { addTo = "", text = "" } = button.dataset;
  const field = /** @type {HTMLTextAreaElement | null} */ (document.querySelector(`.rule-form [name='${CSS.escape(addTo)}']`));
  if (!field) return;
  const lines = field.value.split("\n").map((line) => line.trim()).filter(Boolean);
  if (!lines.includes(text)) field.value = [...lines, text].join("\n");
  button.disabled = true;
  field.scrollIntoView({ block: "center" });
  toast(said("added-to-form"), "good");
}
