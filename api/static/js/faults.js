// What is wrong with a form, shown beside the fields that are meant: `<p data-fault="phrases" hidden>` below the field.
import { ApiError } from "./http.js";
import { text } from "./texts.js";

/** The names that a rule's fields have in its file, where the form calls them otherwise. @type {Record<string, string>} */
const NAMES = { except: "excepted" };

/** @param {HTMLFormElement} form */
export function clearFaults(form) {
  for (const place of places(form)) {
    place.hidden = true;
    place.textContent = "";
    fieldOf(form, place.dataset.fault ?? "")?.removeAttribute("aria-invalid");
  }
}

/**
 * @param {HTMLFormElement} form
 * @param {unknown} error
 * @returns {boolean} whether every fault found its place
 */
export function showFaults(form, error) {
  if (!(error instanceof ApiError) || error.fields.length === 0) return false;
  const left = error.fields.filter(({ field, problem }) => !shown(form, field, problem));
  /** @type {HTMLElement | null} */ (form.querySelector("[aria-invalid='true']"))?.focus();
  return left.length === 0;
}

/** @param {HTMLFormElement} form @param {string} field @param {string} problem */
function shown(form, field, problem) {
  const last = field.split(".").pop()?.split("[")[0] ?? "";
  const name = NAMES[last] ?? last;
  const place = places(form).find((one) => one.dataset.fault === name);
  if (!place) return false;
  const which = /\[(\d+)\]$/.exec(field)?.[1];
  place.textContent += `${place.textContent ? "\n" : ""}${which ? text("line-fault", { line: which, problem }) : problem}`;
  place.hidden = false;
  fieldOf(form, name)?.setAttribute("aria-invalid", "true");
  return true;
}

/** @param {HTMLFormElement} form */
function places(form) {
  return /** @type {HTMLElement[]} */ ([...form.querySelectorAll("[data-fault]")]);
}

/** @param {HTMLFormElement} form @param {string} name */
function fieldOf(form, name) {
  return form.querySelector(`[name='${CSS.escape(name)}']`);
}
