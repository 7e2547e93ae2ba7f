// "Add to collection": a clip goes into one of the collections, or into a new one.
import { openDialog } from "./dialogs.js";
import { send } from "./http.js";
import { toast } from "./toasts.js";
import { text } from "./texts.js";

const COLLECTIONS = "/api/v1/coaching/collections";

export function installCollecting() {
  const dialog = /** @type {HTMLDialogElement | null} */ (document.querySelector("dialog#collect"));
  if (!dialog) return;
  let clip = {};
  document.addEventListener("click", (event) => {
    const button = /** @type {Element} */ (event.target).closest("[data-collect]");
    if (!button) return;
    clip = JSON.parse(button.getAttribute("data-collect") ?? "{}");
    showProblem(dialog, "");
    const what = dialog.querySelector("[data-collect-what]");
    if (what) what.textContent = button.getAttribute("data-what");
    openDialog("collect");
  });
  dialog.addEventListener("click", (event) => {
    const into = /** @type {Element} */ (event.target).closest("[data-into]");
    if (into) void put(dialog, clip, into.getAttribute("data-into") ?? "", into.textContent ?? "");
  });
  dialog.querySelector("[data-new-collection]")?.addEventListener("submit", (event) => {
    event.preventDefault();
    void begin(dialog, clip, /** @type {HTMLInputElement} */ (dialog.querySelector("[name=name]")));
  });
}

/**
 * @param {HTMLDialogElement} dialog
 * @param {object} clip
 * @param {HTMLInputElement} field
 */
async function begin(dialog, clip, field) {
  try {
    const made = await send("POST", COLLECTIONS, { name: field.value.trim() });
    list(dialog, made);
    field.value = "";
    await put(dialog, clip, String(made.id), made.name);
  } catch (error) {
    showProblem(dialog, messageOf(error));
  }
}

/**
 * @param {HTMLDialogElement} dialog
 * @param {object} clip
 * @param {string} id
 * @param {string} name
 */
async function put(dialog, clip, id, name) {
  try {
    await send("POST", `${COLLECTIONS}/${id}/clips`, clip);
    dialog.close();
    toast(text("collected", { name }), "good");
  } catch (error) {
    showProblem(dialog, messageOf(error));
  }
}

/**
 * @param {HTMLDialogElement} dialog
 * @param {{id: number, name: string}} made
 */
function list(dialog, made) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button";
  button.dataset.into = String(made.id);
  button.textContent = made.name;
  const item = document.createElement("li");
  item.append(button);
  dialog.querySelector("[data-collections]")?.append(item);
}

/** @param {unknown} error */
function messageOf(error) {
  return error instanceof Error ? error.message : text("failed");
}

/**
 * @param {HTMLDialogElement} dialog
 * @param {string} text
 */
function showProblem(dialog, text) {
  const place = /** @type {HTMLElement | null} */ (dialog.querySelector("[data-problem]"));
  if (!place) return;
  place.textContent = text;
  place.hidden = text === "";
}
