// The list of findings: one of them is the current one, which shows everything and takes the keys.

export class Findings {
  /** @param {HTMLElement} element */
  constructor(element) {
    this.element = element;
    this.current = "";
    this.filter = "problems";
    element.addEventListener("click", (event) => {
      const card = /** @type {Element} */ (event.target).closest("[data-finding]");
      if (card) this.choose(card.getAttribute("data-finding") ?? "");
    });
    document.addEventListener("click", (event) => {
      const button = /** @type {Element} */ (event.target).closest("[data-show]:is(button)");
      if (button) this.show(button.getAttribute("data-show") ?? "problems");
    });
    document.addEventListener("findingchosen", (event) => this.choose(/** @type {CustomEvent} */ (event).detail));
    document.addEventListener("partschange", () => this.restore());
  }

  /** @returns {HTMLElement[]} the cards that the filter lets be seen */
  get visible() {
    const matches = { problems: ":not(.is-proof)", open: ".is-open", proofs: ".is-proof" }[this.filter];
    return [...this.element.querySelectorAll(`[data-finding]${matches}`)].map((card) => /** @type {HTMLElement} */ (card));
  }

  /** @returns {HTMLElement | null} */
  get card() {
    return this.element.querySelector(`[data-finding="${CSS.escape(this.current)}"]`);
  }

  /** @param {string} filter problems | open | proofs */
  show(filter) {
    this.filter = filter;
    this.restore();
    if (!this.visible.some((card) => card.dataset.finding === this.current)) this.choose(this.visible[0]?.dataset.finding ?? "");
  }

  /** @param {number} step 1 next, -1 previous */
  move(step) {
    const cards = this.visible;
    if (!cards.length) return;
    const now = cards.findIndex((card) => card.dataset.finding === this.current);
    const next = now < 0 ? (step > 0 ? 0 : cards.length - 1) : Math.min(Math.max(0, now + step), cards.length - 1);
    this.choose(cards[next].dataset.finding ?? "");
  }

  /** On to the next one that nobody has decided about. */
  moveToOpen() {
    const cards = this.visible;
    const now = cards.findIndex((card) => card.dataset.finding === this.current);
    const isOpen = (/** @type {HTMLElement} */ card) => card.classList.contains("is-open");
    const next = cards.slice(now + 1).find(isOpen) ?? cards.find(isOpen);
    if (next) this.choose(next.dataset.finding ?? "");
  }

  /** @param {string} key */
  choose(key) {
    if (key && !this.visible.some((card) => card.dataset.finding === key)) {
      const card = this.element.querySelector(`[data-finding="${CSS.escape(key)}"]`);
      if (!card) return;
      this.filter = card.classList.contains("is-proof") ? "proofs" : "problems";
    }
    const changed = key !== this.current;
    this.current = key;
    this.restore();
    this.#scrollToCurrent();
    if (changed) document.dispatchEvent(new CustomEvent("findingchange", { detail: this.card }));
  }

  /** Put classes and notes where they belong, after a choice or when the server sent new cards. */
  restore() {
    this.element.dataset.show = this.filter;
    for (const card of this.element.querySelectorAll("[data-finding]")) {
      const isCurrent = card.getAttribute("data-finding") === this.current;
      card.classList.toggle("is-current", isCurrent);
      if (isCurrent) card.setAttribute("aria-current", "true");
      else card.removeAttribute("aria-current");
    }
    const count = this.visible.length;
    for (const note of this.element.querySelectorAll("[data-none]")) {
      /** @type {HTMLElement} */ (note).hidden = count > 0 || note.getAttribute("data-none") !== this.filter;
    }
    for (const button of document.querySelectorAll("button[data-show]")) {
      button.setAttribute("aria-pressed", String(button.getAttribute("data-show") === this.filter));
    }
  }

  #scrollToCurrent() {
    const card = this.card;
    if (!card) return;
    const [box, own] = [this.element.getBoundingClientRect(), card.getBoundingClientRect()];
    if (own.top < box.top) this.element.scrollBy({ top: own.top - box.top - 8 });
    else if (own.bottom > box.bottom) this.element.scrollBy({ top: Math.min(own.bottom - box.bottom + 8, own.top - box.top - 8) });
  }
}
