// Rows that one walks through with j and k and opens with Enter or a click.
import { onKey } from "./keys.js";

/** @param {() => void} [openNothing] what Enter does while no row is chosen */
export function installRows(openNothing) {
  const rows = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("[data-rows] [data-row]")]);
  let current = -1;
  const choose = (/** @type {number} */ index) => {
    if (!rows.length) return;
    rows[current]?.classList.remove("is-current");
    current = Math.min(Math.max(0, index), rows.length - 1);
    rows[current].classList.add("is-current");
    rows[current].querySelector("a")?.focus({ preventScroll: true });
    rows[current].scrollIntoView({ block: "nearest" });
  };
  onKey("j", () => choose(current + 1));
  onKey("k", () => choose(current < 0 ? 0 : current - 1));
  onKey("Enter", () => (current < 0 ? openNothing?.() : rows[current].querySelector("a")?.click()));
  onKey("/", () => /** @type {HTMLElement | null} */ (document.querySelector("[type='search'], [name='agent']"))?.focus());
  for (const row of rows) {
    row.addEventListener("click", (event) => {
      const target = /** @type {Element} */ (event.target);
      if (!target.closest("a, button") && getSelection()?.isCollapsed) row.querySelector("a")?.click();
    });
  }
}

/** A choice in a filter takes effect at once; what is typed waits for Enter. */
export function installFilters() {
  const form = /** @type {HTMLFormElement | null} */ (document.querySelector("form[data-auto]"));
  form?.addEventListener("change", (event) => {
    if (event.target instanceof HTMLSelectElement) form.requestSubmit();
  });
}
