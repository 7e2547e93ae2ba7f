// Tabs as the ARIA practices describe them: arrows move, only the chosen panel is shown.

export function installTabs() {
  for (const list of document.querySelectorAll("[role='tablist']")) {
    const tabs = /** @type {HTMLElement[]} */ ([...list.querySelectorAll("[role='tab']")]);
    for (const tab of tabs) tab.addEventListener("click", () => choose(tabs, tab));
    list.addEventListener("keydown", (event) => move(tabs, /** @type {KeyboardEvent} */ (event)));
  }
}

/** @param {HTMLElement[]} tabs @param {HTMLElement} chosen */
function choose(tabs, chosen) {
  for (const tab of tabs) {
    const isChosen = tab === chosen;
    tab.setAttribute("aria-selected", String(isChosen));
    tab.tabIndex = isChosen ? 0 : -1;
    const panel = document.getElementById(tab.getAttribute("aria-controls") ?? "");
    if (panel) panel.hidden = !isChosen;
  }
}

/** @param {HTMLElement[]} tabs @param {KeyboardEvent} event */
function move(tabs, event) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  event.stopPropagation();
  const now = tabs.findIndex((tab) => tab.getAttribute("aria-selected") === "true");
  const next = tabs[(now + step + tabs.length) % tabs.length];
  choose(tabs, next);
  next.focus();
}
