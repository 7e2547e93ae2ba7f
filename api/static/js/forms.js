// Forms that ask our API: `<form method="dialog" data-api="POST /api/v1/users" data-then="reload" data-done="Added">`;
// the method keeps a browser that has not loaded this yet from putting the fields into an address.
//
// `data-then`: "reload", "stay", an address in which `{id}` is filled from the answer, or "show:DIALOG" (a dialog whose
// `[data-field]` elements show the answer's fields; the page is loaded again when it closes).
// `data-ask`: a question that has to be confirmed first. Fields: `data-number`, `data-list`, `data-yes`, `data-json` (a list), `data-lines` (one a line) say
// their type, `data-wrap` of a form puts them into an object of that name, all but those with `data-beside`;
// `data-generate` is filled with a new password, which the dialog shows beside the answer.
import { confirmed } from "./confirm.js";
import { openDialog } from "./dialogs.js";
import { clearFaults, showFaults } from "./faults.js";
import { send } from "./http.js";
import { newPassword } from "./secret.js";
import { toast, toastNext } from "./toasts.js";
import { text } from "./texts.js";

export function installForms() {
  document.addEventListener("submit", (event) => {
    const form = /** @type {HTMLFormElement} */ (event.target);
    if (!form.dataset.api) return;
    event.preventDefault();
    void submit(form);
  });
}

/** @param {HTMLFormElement} form */
async function submit(form) {
  if (form.dataset.ask && !(await confirmed(form.dataset.ask))) return;
  const [method, url] = (form.dataset.api ?? "").split(" ");
  const buttons = /** @type {NodeListOf<HTMLButtonElement>} */ (form.querySelectorAll("button[type='submit']"));
  buttons.forEach((button) => (button.disabled = true));
  showProblem(form, "");
  clearFaults(form);
  try {
    for (const field of form.querySelectorAll("input[data-generate]")) /** @type {HTMLInputElement} */ (field).value = newPassword();
    const body = method === "DELETE" ? undefined : bodyOf(form);
    after(form, { ...body, ...(await send(method, url, body)) });
  } catch (error) {
    const problem = error instanceof Error ? error.message : text("failed");
    showProblem(form, showFaults(form, error) ? text("faults") : problem);
  } finally {
    buttons.forEach((button) => (button.disabled = false));
  }
}

/** @param {HTMLFormElement} form */
function bodyOf(form) {
  const values = valuesOf(form);
  const wrap = form.dataset.wrap;
  if (!wrap) return values;
  const beside = new Set([...form.querySelectorAll("[data-beside]")].map((field) => field.getAttribute("name")));
  const [outer, inner] = [true, false].map((out) => Object.entries(values).filter(([name]) => beside.has(name) === out));
  return { [wrap]: Object.fromEntries(inner), ...Object.fromEntries(outer) };
}

/**
 * @param {HTMLFormElement} form
 * @param {any} answer
 */
function after(form, answer) {
  const { then = "reload", done = "" } = form.dataset;
  form.dispatchEvent(new CustomEvent("answered", { bubbles: true, detail: answer }));
  if (then === "stay") {
    if (done) toast(done, "good");
  } else if (then.startsWith("show:")) {
    show(then.slice("show:".length), answer);
  } else {
    if (done) toastNext(done);
    if (then === "reload") location.reload();
    else location.assign(then.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(answer?.[name] ?? "")));
  }
}

/**
 * @param {string} id of the dialog
 * @param {any} answer
 */
function show(id, answer) {
  document.querySelector("dialog[open]")?.close();
  const dialog = document.getElementById(id);
  for (const place of dialog?.querySelectorAll("[data-field]") ?? []) {
    place.textContent = String(answer?.[place.getAttribute("data-field") ?? ""] ?? "");
  }
  dialog?.addEventListener("close", () => location.reload(), { once: true });
  openDialog(id);
}

/**
 * @param {HTMLFormElement} form
 * @returns {Record<string, unknown>} empty fields are left out, but for those with `data-empty`
 */
export function valuesOf(form) {
  /** @type {Record<string, unknown>} */
  const values = {};
  for (const field of form.elements) {
    if (!(field instanceof HTMLInputElement || field instanceof HTMLSelectElement || field instanceof HTMLTextAreaElement)) continue;
    if (!field.name || field.name === "csrf_token" || field.disabled) continue;
    put(values, field);
  }
  return values;
}

/**
 * @param {Record<string, any>} values
 * @param {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} field
 */
function put(values, field) {
  const box = field instanceof HTMLInputElement && ["checkbox", "radio"].includes(field.type);
  const chosen = !box || /** @type {HTMLInputElement} */ (field).checked;
  if ("json" in field.dataset) values[field.name] = [...(values[field.name] ?? []), ...(chosen ? [JSON.parse(field.value)] : [])];
  else if ("list" in field.dataset) values[field.name] = [...(values[field.name] ?? []), ...(chosen ? [field.value] : [])];
  else if (field.type === "radio" && "yes" in field.dataset) values[field.name] = chosen ? field.value === "true" : values[field.name];
  else if ("lines" in field.dataset) values[field.name] = field.value.split("\n").map((line) => line.trim()).filter(Boolean);
  else if ("yes" in field.dataset) values[field.name] = box ? chosen : field.value === "true";
  else if (chosen && (field.value.trim() !== "" || "empty" in field.dataset)) values[field.name] = "number" in field.dataset ? Number(field.value) : field.value.trim();
}

/**
 * @param {HTMLFormElement} form
 * @param {string} text
 */
function showProblem(form, text) {
  const place = /** @type {HTMLElement | null} */ (form.querySelector("[data-problem]"));
  if (!place) {
    if (text) toast(text, "bad");
    return;
  }
  place.textContent = text;
  place.hidden = text === "";
}
