// A list whose items move up and down by their buttons; the new order is sent at once.
import { send } from "./http.js";
import { toast } from "./toasts.js";
import { text } from "./texts.js";

export function installOrder() {
  const list = /** @type {HTMLElement | null} */ (document.querySelector("[data-order]"));
  list?.addEventListener("click", (event) => {
    const button = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("[data-move]"));
    const item = /** @type {HTMLElement | null} */ (button?.closest("[data-id]") ?? null);
    if (button && item) void move(list, item, button);
  });
}

/**
 * @param {HTMLElement} list
 * @param {HTMLElement} item
 * @param {HTMLElement} button
 */
async function move(list, item, button) {
  const before = [...list.children];
  const step = Number(button.dataset.move);
  const neighbour = step < 0 ? item.previousElementSibling : item.nextElementSibling;
  if (!neighbour) return;
  if (step < 0) neighbour.before(item);
  else neighbour.after(item);
  number(list);
  button.focus();
  try {
    await send("PUT", list.dataset.order ?? "", { clip_ids: idsOf(list) });
  } catch (error) {
    list.append(...before);
    number(list);
    toast(error instanceof Error ? error.message : text("order-not-saved"), "bad");
  }
}

/** @param {HTMLElement} list */
function idsOf(list) {
  return /** @type {HTMLElement[]} */ ([...list.children]).map((item) => Number(item.dataset.id));
}

/** @param {HTMLElement} list */
function number(list) {
  [...list.children].forEach((item, index) => {
    const place = item.querySelector(".collected-number");
    if (place) place.textContent = String(index + 1);
    item.querySelector("[data-move='-1']")?.toggleAttribute("disabled", index === 0);
    item.querySelector("[data-move='1']")?.toggleAttribute("disabled", index === list.children.length - 1);
  });
}
