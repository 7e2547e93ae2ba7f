// The recording: play, pause, seek, speed, and stretches that stop by themselves.
import { clock } from "../time.js";

const BACK_SECONDS = 3;

export class Player extends EventTarget {
  /** @param {HTMLElement} element the player's section */
  constructor(element) {
    super();
    this.element = element;
    this.audio = element.querySelector("audio");
    this.duration = Number(document.querySelector("[data-duration]")?.getAttribute("data-duration") ?? 0);
    /** @type {number | null} */
    this.stopAt = null;
    if (this.audio) this.#listen(this.audio);
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
    this.stopAt = end;
    this.#play();
  }

  /** @param {number} step 1 faster, -1 slower */
  changeSpeed(step) {
    const select = /** @type {HTMLSelectElement | null} */ (this.element.querySelector("[data-speed]"));
    if (!select || !this.audio) return;
    select.selectedIndex = Math.min(Math.max(0, select.selectedIndex + step), select.options.length - 1);
    this.audio.playbackRate = Number(select.value);
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
    if (this.stopAt !== null && this.now >= this.stopAt) {
      this.stopAt = null;
      this.audio?.pause();
    }
    const label = this.element.querySelector("[data-now]");
    if (label && label.textContent !== clock(this.now)) label.textContent = clock(this.now);
    this.dispatchEvent(new Event("time"));
  }

  #showState() {
    const button = this.element.querySelector("[data-toggle]");
    button?.setAttribute("aria-label", this.isPlaying ? "暂停" : "播放");
    for (const face of this.element.querySelectorAll("[data-when]")) {
      /** @type {HTMLElement} */ (face).hidden = (face.getAttribute("data-when") === "playing") !== this.isPlaying;
    }
  }
}
