// A question before something that can't be undone.

import { text } from "./texts.js";

/**
 * @param {string} question
 * @returns {Promise<boolean>}
 */
export function confirmed(question) {
  const dialog = document.createElement("dialog");
  dialog.className = "dialog dialog-small";
  dialog.setAttribute("aria-label", question);
  const body = document.createElement("div");
  body.className = "dialog-body";
  body.textContent = question;
  const footer = document.createElement("footer");
  footer.append(button(text("cancel"), "no", "button"), button(text("ok"), "yes", "button button-main"));
  dialog.append(body, footer);
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    footer.addEventListener("click", (event) => {
      const chosen = /** @type {HTMLElement} */ (event.target).closest("button");
      if (chosen) dialog.close(chosen.value);
    });
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
  });
}

/**
 * @param {string} label
 * @param {string} value
 * @param {string} look
 */
function button(label, value, look) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = look;
  made.value = value;
  made.textContent = label;
  return made;
}
