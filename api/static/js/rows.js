// Rows that one walks through with j and k and opens with Enter or a click.
import { onKey } from "./keys.js";

/** @param {() => void} [openNothing] what Enter does while no row is chosen */
export function installRows(openNothing) {
  const all = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("[data-rows] [data-row]")]);
  /** @type {HTMLElement | null} */
  let current = null;
  const walk = (/** @type {number} */ step) => {
    const rows = all.filter((row) => row.checkVisibility()); // groups may be folded
    if (!rows.length) return;
    const now = current ? rows.indexOf(current) : -1;
    current?.classList.remove("is-current");
    current = rows[Math.min(Math.max(0, now + step), rows.length - 1)];
    current.classList.add("is-current");
    current.querySelector("a")?.focus({ preventScroll: true });
    current.scrollIntoView({ block: "nearest" });
  };
  onKey("j", () => walk(1));
  onKey("k", () => walk(-1));
  onKey("Enter", () => (current ? current.querySelector("a")?.click() : openNothing?.()));
  onKey("/", () => /** @type {HTMLElement | null} */ (document.querySelector("[type='search'], [name='agent']"))?.focus());
  for (const row of all) {
    row.addEventListener("click", (event) => {
      const target = /** @type {Element} */ (event.target);
      if (!target.closest("a, button, input, label") && getSelection()?.isCollapsed) row.querySelector("a")?.click();
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
