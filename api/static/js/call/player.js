// The recording: play, pause, seek, speed, and stretches that stop by themselves.
import { clock } from "../time.js";
import { text } from "../texts.js";

const BACK_SECONDS = 5;
const LEAD_SECONDS = 0.3; // before somebody speaks, where silence is skipped
const LONG_SILENCE_SECONDS = 1.5;
const [SPEED, SKIPPING] = ["tingjian.speed", "tingjian.skip-silence"]; // what the browser remembers

export class Player extends EventTarget {
  /** @param {HTMLElement} element the player's section */
  constructor(element) {
    super();
    this.element = element;
    this.audio = element.querySelector("audio");
    this.duration = Number(document.querySelector("[data-duration]")?.getAttribute("data-duration") ?? 0);
    /** @type {number | null} */
    this.stopAt = null;
    this.startAt = 0; // of the stretch that is played
    this.loops = false;
    if (this.audio) this.#listen(this.audio);
    if (this.audio) this.#remember(this.audio);
  }

  get now() {
    return this.audio?.currentTime ?? 0;
  }

  get isPlaying() {
    return this.audio !== null && !this.audio.paused;
  }

  toggle() {
    this.stopAt = null;
    if (this.isPlaying) this.audio?.pause();
    else this.#play();
  }

  /** @param {number} seconds */
  seek(seconds) {
    if (!this.audio) return;
    this.stopAt = null;
    this.audio.currentTime = Math.min(Math.max(0, seconds), this.duration);
    this.#report();
  }

  /** @param {number} seconds may be negative */
  skip(seconds) {
    this.seek(this.now + seconds);
  }

  /** Play one stretch and stop. @param {number} start @param {number} end */
  playRange(start, end) {
    if (!this.audio) return;
    this.seek(start);
    this.startAt = Math.max(0, start);
    this.stopAt = end;
    this.#play();
  }

  /** @param {number} step 1 faster, -1 slower */
  changeSpeed(step) {
    const select = /** @type {HTMLSelectElement | null} */ (this.element.querySelector("[data-speed]"));
    if (!select || !this.audio) return;
    select.selectedIndex = Math.min(Math.max(0, select.selectedIndex + step), select.options.length - 1);
    this.audio.playbackRate = Number(select.value);
    localStorage.setItem(SPEED, select.value);
  }

  /** Whether stretches are played again and again. @returns {boolean} */
  toggleLoop() {
    this.loops = !this.loops;
    this.element.querySelector("[data-loop]")?.setAttribute("aria-pressed", String(this.loops));
    return this.loops;
  }

  toggleSkipping() {
    const box = /** @type {HTMLInputElement | null} */ (this.element.querySelector("[data-skip-silence]"));
    if (!box) return;
    box.checked = !box.checked;
    localStorage.setItem(SKIPPING, box.checked ? "yes" : "");
  }

  /** Both channels, or one of them alone: the server gives each. @param {string} channel */
  hear(channel) {
    const audio = this.audio;
    if (!audio) return;
    const [at, wasPlaying, speed] = [audio.currentTime, this.isPlaying, audio.playbackRate];
    const base = (audio.getAttribute("src") ?? "").split("?")[0];
    audio.src = channel === "" ? base : `${base}?channel=${channel}`;
    audio.addEventListener("loadedmetadata", () => {
      [audio.currentTime, audio.playbackRate] = [at, speed];
      if (wasPlaying) this.#play();
    }, { once: true });
  }

  /** The speed and the skipping that were chosen last. @param {HTMLAudioElement} audio */
  #remember(audio) {
    const speed = /** @type {HTMLSelectElement | null} */ (this.element.querySelector("[data-speed]"));
    const known = localStorage.getItem(SPEED);
    if (speed && known && [...speed.options].some((option) => option.value === known)) speed.value = known;
    if (speed) audio.playbackRate = Number(speed.value);
    const box = /** @type {HTMLInputElement | null} */ (this.element.querySelector("[data-skip-silence]"));
    if (box) box.checked = localStorage.getItem(SKIPPING) === "yes";
    box?.addEventListener("change", () => localStorage.setItem(SKIPPING, box.checked ? "yes" : ""));
    this.element.querySelector("[data-loop]")?.addEventListener("click", () => this.toggleLoop());
    this.element.querySelector("[data-channel]")?.addEventListener("change", (event) => this.hear(/** @type {HTMLSelectElement} */ (event.target).value));
  }

  /** Where nobody speaks for long, on to the next words. */
  #skipSilence() {
    const box = /** @type {HTMLInputElement | null} */ (this.element.querySelector("[data-skip-silence]"));
    if (!box?.checked || !this.audio || !this.isPlaying) return;
    const turns = [...document.querySelectorAll("[data-utterance]")];
    if (turns.some((turn) => Number(turn.getAttribute("data-start")) <= this.now && this.now <= Number(turn.getAttribute("data-end")))) return;
    const next = Math.min(...turns.map((turn) => Number(turn.getAttribute("data-start"))).filter((start) => start > this.now));
    if (Number.isFinite(next) && next - this.now > LONG_SILENCE_SECONDS) this.audio.currentTime = next - LEAD_SECONDS;
  }

  /** @param {HTMLAudioElement} audio */
  #listen(audio) {
    for (const name of ["play", "pause", "ended"]) audio.addEventListener(name, () => this.#showState());
    for (const name of ["timeupdate", "seeked"]) audio.addEventListener(name, () => this.#report());
    audio.addEventListener("play", () => this.#follow());
    audio.addEventListener("error", () => this.dispatchEvent(new Event("failed")));
    this.element.querySelector("[data-toggle]")?.addEventListener("click", () => this.toggle());
    this.element.querySelector("[data-back]")?.addEventListener("click", () => this.skip(-BACK_SECONDS));
    this.element.querySelector("[data-speed]")?.addEventListener("change", () => this.changeSpeed(0));
  }

  #play() {
    this.audio?.play().catch(() => this.dispatchEvent(new Event("failed")));
  }

  /** Between `timeupdate`s, for a smooth playhead. */
  #follow() {
    if (!this.isPlaying) return;
    this.#report();
    requestAnimationFrame(() => this.#follow());
  }

  #report() {
    if (this.stopAt !== null && this.now >= this.stopAt) this.#endOfStretch();
    else this.#skipSilence();
    const label = this.element.querySelector("[data-now]");
    if (label && label.textContent !== clock(this.now)) label.textContent = clock(this.now);
    this.dispatchEvent(new Event("time"));
  }

  #endOfStretch() {
    if (this.loops && this.audio) {
      this.audio.currentTime = this.startAt;
      return;
    }
    this.stopAt = null;
    this.audio?.pause();
  }

  #showState() {
    const button = this.element.querySelector("[data-toggle]");
    button?.setAttribute("aria-label", this.isPlaying ? text("pause") : text("play"));
    for (const face of this.element.querySelectorAll("[data-when]")) {
      /** @type {HTMLElement} */ (face).hidden = (face.getAttribute("data-when") === "playing") !== this.isPlaying;
    }
  }
}
