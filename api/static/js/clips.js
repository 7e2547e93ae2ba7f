// One player for many clips: buttons with `data-clip` (an address of sound) play in the bar at the bottom, one after
// the other where "play all" is on. Space plays and pauses, n and p go to the next and the previous clip.
import { onKey } from "./keys.js";
import { toast } from "./toasts.js";
import { text } from "./texts.js";

export function installClips() {
  const bar = /** @type {HTMLElement | null} */ (document.querySelector("[data-clip-bar]"));
  const audio = bar?.querySelector("audio");
  if (!bar || !audio) return;
  const player = new ClipPlayer(bar, audio);
  document.addEventListener("click", (event) => {
    const button = /** @type {Element} */ (event.target).closest("[data-clip]");
    if (button) player.toggle(/** @type {HTMLElement} */ (button));
    else if (/** @type {Element} */ (event.target).closest("[data-play-all]")) player.playAll();
  });
  onKey(" ", () => player.pauseOrGoOn());
  onKey("n", () => player.step(1));
  onKey("p", () => player.step(-1));
}

class ClipPlayer {
  /**
   * @param {HTMLElement} bar
   * @param {HTMLAudioElement} audio
   */
  constructor(bar, audio) {
    this.bar = bar;
    this.audio = audio;
    /** @type {HTMLElement | null} */
    this.current = null;
    this.goesOn = /** @type {HTMLInputElement} */ (bar.querySelector("[data-go-on]"));
    audio.addEventListener("ended", () => (this.goesOn.checked && this.step(1)) || this.show());
    audio.addEventListener("error", () => toast(text("clip-gone"), "bad"));
    for (const change of ["play", "pause", "timeupdate", "loadedmetadata"]) audio.addEventListener(change, () => this.show());
    bar.querySelector("[data-toggle]")?.addEventListener("click", () => this.pauseOrGoOn());
    bar.querySelector("[data-next]")?.addEventListener("click", () => this.step(1));
    bar.querySelector("[data-previous]")?.addEventListener("click", () => this.step(-1));
    bar.querySelector("[data-close-clip]")?.addEventListener("click", () => this.stop());
  }

  get buttons() {
    return /** @type {HTMLElement[]} */ ([...document.querySelectorAll("[data-clip]:not([data-whole])")]);
  }

  /** @param {HTMLElement} button */
  toggle(button) {
    if (button === this.current) this.pauseOrGoOn();
    else this.play(button);
  }

  playAll() {
    this.goesOn.checked = true;
    if (this.buttons[0]) this.play(this.buttons[0]);
  }

  /** @param {HTMLElement} button */
  play(button) {
    this.current?.removeAttribute("aria-pressed");
    this.current?.closest("[data-clip-card]")?.classList.remove("is-playing");
    this.current = button;
    button.setAttribute("aria-pressed", "true");
    button.closest("[data-clip-card]")?.classList.add("is-playing");
    this.bar.hidden = false;
    document.body.classList.add("has-clip-bar");
    this.audio.src = button.dataset.clip ?? "";
    void this.audio.play().catch(() => undefined);
    this.show();
  }

  pauseOrGoOn() {
    if (!this.current) return this.playAll();
    if (this.audio.paused) void this.audio.play().catch(() => undefined);
    else this.audio.pause();
  }

  /**
   * @param {number} step
   * @returns {boolean} whether there is such a clip
   */
  step(step) {
    const all = this.buttons;
    const next = all[(this.current ? all.indexOf(this.current) : -1) + step];
    if (!next) return false;
    this.play(next);
    next.scrollIntoView({ block: "nearest" });
    return true;
  }

  stop() {
    this.audio.pause();
    this.current?.removeAttribute("aria-pressed");
    this.current?.closest("[data-clip-card]")?.classList.remove("is-playing");
    this.current?.focus();
    this.current = null;
    this.bar.hidden = true;
    document.body.classList.remove("has-clip-bar");
  }

  show() {
    const { currentTime, duration, paused } = this.audio;
    const all = this.buttons;
    this.bar.classList.toggle("is-paused", paused);
    this.write("[data-title]", this.current?.dataset.title ?? "");
    this.write("[data-place]", this.current ? all.includes(this.current) ? `${all.indexOf(this.current) + 1} / ${all.length}` : "" : "");
    this.write("[data-time]", `${clock(currentTime)} / ${clock(duration)}`);
    const share = Number.isFinite(duration) && duration > 0 ? currentTime / duration : 0;
    this.bar.querySelector("[data-progress]")?.setAttribute("width", `${(100 * share).toFixed(1)}%`);
    this.bar.querySelector("[data-toggle]")?.setAttribute("aria-label", paused ? text("play") : text("pause"));
  }

  /**
   * @param {string} place
   * @param {string} text
   */
  write(place, text) {
    const element = this.bar.querySelector(place);
    if (element && element.textContent !== text) element.textContent = text;
  }
}

/** @param {number} seconds */
function clock(seconds) {
  if (!Number.isFinite(seconds)) return "0:00";
  const whole = Math.floor(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}
