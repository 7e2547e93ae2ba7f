// The same for many calls of the queue: what can't be done is told, with the reason, before or after.
import { send } from "./http.js";
import { toast, toastNext } from "./toasts.js";
import { text } from "./texts.js";

const DONE = { publish: "bulk-published", claim: "bulk-claimed", assign: "bulk-assigned" };

export function installBulk() {
  const bar = /** @type {HTMLElement | null} */ (document.querySelector("[data-bulk]"));
  if (!bar) return;
  const boxes = /** @type {HTMLInputElement[]} */ ([...document.querySelectorAll("[data-pick]")]);
  const all = /** @type {HTMLInputElement | null} */ (document.querySelector("[data-pick-all]"));
  const picked = () => boxes.filter((box) => box.checked).map((box) => box.dataset.pick ?? "");
  document.addEventListener("change", (event) => {
    if (event.target === all) boxes.forEach((box) => (box.checked = all?.checked ?? false));
    bar.hidden = picked().length === 0;
    const place = bar.querySelector("[data-picked]");
    if (place) place.textContent = text("bulk-picked", { num: picked().length });
  });
  bar.addEventListener("click", (event) => {
    const deed = /** @type {HTMLElement} */ (event.target).closest("button")?.dataset.bulkDo;
    if (deed) void act(deed, picked(), Number(/** @type {HTMLSelectElement | null} */ (bar.querySelector("[data-bulk-to]"))?.value) || null);
  });
}

/** @param {string} deed publish | claim | assign @param {string[]} calls @param {number | null} to */
async function act(deed, calls, to) {
  const wish = { do: deed, call_ids: calls, ...(deed === "assign" && { to }) };
  try {
    if (deed === "publish" && !(await confirmed(await send("POST", "/api/v1/reviews/bulk", { ...wish, look: true })))) return;
    const outcome = await send("POST", "/api/v1/reviews/bulk", wish);
    toastNext(text(DONE[/** @type {"publish"} */ (deed)], { num: outcome.done.length }));
    if (deed !== "publish" && outcome.excluded.length) await tell(outcome);
    location.reload();
  } catch (error) {
    toast(error instanceof Error ? error.message : text("failed"), "bad");
  }
}

/** @typedef {{done: string[], open_findings: number, excluded: {name: string, why: string}[]}} Outcome */

/** @param {Outcome} outcome of a look @returns {Promise<boolean>} */
function confirmed(outcome) {
  const open = outcome.open_findings ? text("bulk-open", { num: outcome.open_findings }) : "";
  return show(text("bulk-publish", { num: outcome.done.length }), open, outcome, outcome.done.length > 0);
}

/** @param {Outcome} outcome */
function tell(outcome) {
  return show(text("bulk-left", { num: outcome.excluded.length }), "", outcome, false);
}

/** @param {string} title @param {string} note @param {Outcome} outcome @param {boolean} mayGoOn @returns {Promise<boolean>} */
function show(title, note, outcome, mayGoOn) {
  const dialog = /** @type {HTMLDialogElement} */ (document.getElementById("bulk"));
  const what = dialog.querySelector("[data-bulk-what]");
  /** @type {HTMLElement} */ (dialog.querySelector("[data-bulk-title]")).textContent = title;
  what?.replaceChildren(...(note ? [element("p", note)] : []), ...reasons(outcome));
  const [yes, no] = ["[data-bulk-yes]", "[data-bulk-no]"].map((name) => /** @type {HTMLButtonElement} */ (dialog.querySelector(name)));
  yes.hidden = yes.disabled = !mayGoOn;
  no.textContent = mayGoOn ? text("cancel") : text("understood");
  dialog.returnValue = "";
  dialog.showModal();
  no.focus();
  return new Promise((resolve) => dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true }));
}

/** @param {Outcome} outcome */
function reasons(outcome) {
  if (!outcome.excluded.length) return [];
  const list = document.createElement("ul");
  list.className = "plain-list note";
  list.append(...outcome.excluded.map(({ name, why }) => element("li", text("pair", { title: name, value: why }))));
  return [element("p", text("bulk-excluded", { num: outcome.excluded.length })), list];
}

/** @param {string} name @param {string} text */
function element(name, text) {
  return Object.assign(document.createElement(name), { textContent: text });
}
