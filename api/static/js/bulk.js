// The same for many calls of the queue: what can't be done is told, with the reason, before or after.
import { send } from "./http.js";
import { toast, toastNext } from "./toasts.js";

const DONE = { publish: "已发布", claim: "已领取", assign: "已分配" };

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
    if (place) place.textContent = `已选 ${picked().length} 通`;
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
    toastNext(`${DONE[/** @type {"publish"} */ (deed)]} ${outcome.done.length} 通`);
    if (deed !== "publish" && outcome.excluded.length) await tell(outcome);
    location.reload();
  } catch (error) {
    toast(error instanceof Error ? error.message : "没有成功，请稍后再试", "bad");
  }
}

/** @typedef {{done: string[], open_findings: number, excluded: {name: string, why: string}[]}} Outcome */

/** @param {Outcome} outcome of a look @returns {Promise<boolean>} */
function confirmed(outcome) {
  const open = outcome.open_findings ? `其中 ${outcome.open_findings} 处发现没有人处理，照机器的判定计分。` : "";
  return show(`发布 ${outcome.done.length} 通给坐席？`, open, outcome, outcome.done.length > 0);
}

/** @param {Outcome} outcome */
function tell(outcome) {
  return show(`${outcome.excluded.length} 通没有处理`, "", outcome, false);
}

/** @param {string} title @param {string} text @param {Outcome} outcome @param {boolean} mayGoOn @returns {Promise<boolean>} */
function show(title, text, outcome, mayGoOn) {
  const dialog = /** @type {HTMLDialogElement} */ (document.getElementById("bulk"));
  const what = dialog.querySelector("[data-bulk-what]");
  /** @type {HTMLElement} */ (dialog.querySelector("[data-bulk-title]")).textContent = title;
  what?.replaceChildren(...(text ? [element("p", text)] : []), ...reasons(outcome));
  const [yes, no] = ["[data-bulk-yes]", "[data-bulk-no]"].map((name) => /** @type {HTMLButtonElement} */ (dialog.querySelector(name)));
  yes.hidden = yes.disabled = !mayGoOn;
  no.textContent = mayGoOn ? "取消" : "知道了";
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
  list.append(...outcome.excluded.map(({ name, why }) => element("li", `${name}：${why}`)));
  return [element("p", `以下 ${outcome.excluded.length} 通不在内：`), list];
}

/** @param {string} name @param {string} text */
function element(name, text) {
  return Object.assign(document.createElement(name), { textContent: text });
}
