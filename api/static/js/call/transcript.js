// The transcript follows the recording, and the recording follows a click in the transcript.

export class Transcript {
  /** @param {HTMLElement} element @param {import("./player.js").Player} player */
  constructor(element, player) {
    this.element = element;
    this.player = player;
    /** Smooth once the page is set up: a second scroll must not start from where the first one has not arrived yet.
     * @type {ScrollBehavior} */
    this.scrolling = "instant";
    this.follow = /** @type {HTMLInputElement | null} */ (document.querySelector("[data-follow]"));
    player.addEventListener("time", () => this.highlight());
    element.addEventListener("click", (event) => this.#click(event));
  }

  /** Mark the utterance that is spoken now: the last one that has begun. */
  highlight() {
    const now = this.player.now;
    /** @type {Element | null} */
    let spoken = null;
    for (const turn of this.element.querySelectorAll("[data-utterance]")) {
      if (Number(turn.getAttribute("data-start")) > now + 0.05) break;
      if (now < Number(turn.getAttribute("data-end")) + 0.5) spoken = turn;
    }
    const before = this.element.querySelector(".is-now");
    if (before === spoken) return;
    before?.classList.remove("is-now");
    spoken?.classList.add("is-now");
    if (spoken && this.player.isPlaying && this.follow?.checked) this.#scrollTo(spoken);
  }

  /** @param {string | number} index of the utterance */
  show(index) {
    const turn = this.element.querySelector(`[data-utterance="${index}"]`);
    if (turn) this.#scrollTo(turn);
  }

  /** @param {string} key of the current finding; its words stand out */
  markCurrent(key) {
    for (const mark of this.element.querySelectorAll("mark.is-current")) mark.classList.remove("is-current");
    for (const mark of this.element.querySelectorAll(`mark[data-mark="${key}"]`)) mark.classList.add("is-current");
  }

  /** Only this column scrolls, never the page. @param {Element} turn */
  #scrollTo(turn) {
    const [box, own] = [this.element.getBoundingClientRect(), turn.getBoundingClientRect()];
    if (own.top >= box.top + 40 && own.bottom <= box.bottom - 40) return;
    const top = this.element.scrollTop + own.top - box.top - box.height / 3;
    this.element.scrollTo({ top, behavior: this.scrolling });
  }

  /** @param {Event} event */
  #click(event) {
    const target = /** @type {Element} */ (event.target);
    const mark = target.closest("[data-mark]");
    if (mark) {
      document.dispatchEvent(new CustomEvent("findingchosen", { detail: mark.getAttribute("data-mark") }));
      return;
    }
    if (target.closest("button:not(.stamp)")) return;
    if (!getSelection()?.isCollapsed) return; // words are being selected
    const turn = target.closest("[data-utterance]");
    if (turn) this.player.seek(Number(turn.getAttribute("data-start")));
  }
}
