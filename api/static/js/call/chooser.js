// The dialog that asks for a category, for a missed finding or another category of a known one.

/** @typedef {{check: string, category: string | null, comment: string | null}} Choice */

const FORBIDDEN = "forbidden_phrases";
const OTHER_CHECK = "check:"; // before the id of a check, where no category is chosen

export class Chooser {
  constructor() {
    this.dialog = /** @type {HTMLDialogElement} */ (document.getElementById("chooser"));
    this.form = /** @type {HTMLFormElement} */ (this.dialog.querySelector("form"));
    this.dialog.addEventListener("keydown", (event) => this.#byNumber(event));
  }

  /**
   * @param {string} title
   * @param {string} quote
   * @param {string} [category] chosen at first: then only another category of forbidden language is asked for
   * @param {boolean} [isAgent] else the words are the customer's: they are no forbidden language
   * @returns {Promise<Choice | null>} null where it was closed without a choice
   */
  ask(title, quote, category = "", isAgent = true) {
    this.form.reset();
    const wording = /** @type {HTMLFieldSetElement} */ (this.form.querySelector("[data-chooser-wording]"));
    wording.hidden = wording.disabled = !isAgent;
    const process = /** @type {HTMLElement | null} */ (this.form.querySelector("[data-chooser-process]"));
    if (process) process.hidden = category !== "";
    this.#put("[data-chooser-title]", title);
    this.#put("[data-chooser-quote]", quote);
    for (const radio of this.#radios) radio.checked = radio.value === category;
    this.dialog.showModal();
    (this.#radios.find((radio) => radio.checked) ?? this.#radios[0])?.focus();
    return new Promise((resolve) => this.#resolveOnce(resolve));
  }

  get #radios() {
    return /** @type {HTMLInputElement[]} */ ([...this.form.querySelectorAll("fieldset:not(:disabled) input[type='radio']")]);
  }

  /** @param {(choice: Choice | null) => void} resolve */
  #resolveOnce(resolve) {
    const done = new AbortController();
    /** @type {Choice | null} */
    let choice = null;
    this.form.addEventListener("submit", () => (choice = this.#choice()), { signal: done.signal });
    this.dialog.addEventListener("close", () => {
      done.abort();
      resolve(choice);
    }, { signal: done.signal });
  }

  #choice() {
    const data = new FormData(this.form);
    const comment = /** @type {HTMLInputElement} */ (this.form.querySelector("[data-chooser-comment]"));
    const chosen = String(data.get("category"));
    const isOther = chosen.startsWith(OTHER_CHECK);
    return {
      check: isOther ? chosen.slice(OTHER_CHECK.length) : FORBIDDEN,
      category: isOther ? null : chosen,
      comment: comment.value.trim() || null,
    };
  }

  /** @param {string} selector @param {string} text */
  #put(selector, text) {
    const place = this.form.querySelector(selector);
    if (place) place.textContent = text;
  }

  /** 1-9 choose and confirm at once. @param {KeyboardEvent} event */
  #byNumber(event) {
    const target = /** @type {HTMLInputElement} */ (event.target);
    const radio = /^[1-9]$/.test(event.key) ? this.#radios[Number(event.key) - 1] : undefined;
    if (target.type === "text" || target.hasAttribute("data-chooser-comment") || !radio) return;
    event.preventDefault();
    radio.checked = true;
    this.form.requestSubmit();
  }
}
