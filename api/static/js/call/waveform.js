// Both speakers as a waveform: the agent above, the customer below, findings as coloured marks. Long calls show a
// window around the playhead, and an overview of the whole below it.
import { clock } from "../time.js";
import { colour } from "./colours.js";
import { paintRegions, regionsOf } from "./regions.js";

const WINDOW_SECONDS = 180; // what is shown of a call that the server calls long
const STEP_SECONDS = 5;
const MARK_PX = 4;

/** @typedef {{start: number, end: number, tone: string, key: string, faded: boolean}} Mark */
/** @typedef {{agent: number[], customer: number[]}} Lanes values 0-1, evenly spread over the call */
/** @typedef {{from: number, to: number}} Span in seconds */

export class Waveform {
  /** @param {HTMLElement} element @param {import("./player.js").Player} player */
  constructor(element, player) {
    this.player = player;
    this.main = /** @type {HTMLCanvasElement} */ (element.querySelector("[data-wave]"));
    this.overview = /** @type {HTMLCanvasElement} */ (element.querySelector("[data-overview]"));
    this.isLong = !this.overview.hidden;
    this.regions = regionsOf(element);
    /** @type {Lanes} */
    this.lanes = { agent: [], customer: [] };
    /** @type {Mark[]} */
    this.marks = [];
    this.current = "";
    this.from = 0;
    this.#listen();
  }

  /** @returns {Span} what the main canvas shows */
  get span() {
    if (!this.isLong) return { from: 0, to: this.player.duration };
    return { from: this.from, to: Math.min(this.from + WINDOW_SECONDS, this.player.duration) };
  }

  /** @param {Lanes} lanes */
  setLanes(lanes) {
    this.lanes = lanes;
    this.draw();
  }

  /** @param {Mark[]} marks @param {string} current */
  setMarks(marks, current) {
    this.marks = marks;
    this.current = current;
    this.draw();
  }

  draw() {
    paint(this.main, this.span, this, true);
    if (this.isLong) paint(this.overview, { from: 0, to: this.player.duration }, this, false);
    this.main.setAttribute("aria-valuenow", String(Math.round(this.player.now)));
    this.main.setAttribute("aria-valuetext", clock(this.player.now));
  }

  #listen() {
    new ResizeObserver(() => this.draw()).observe(this.main);
    document.addEventListener("themechange", () => this.draw());
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.draw());
    this.player.addEventListener("time", () => this.#follow());
    drag(this.main, (share) => this.player.seek(this.span.from + share * (this.span.to - this.span.from)));
    drag(this.overview, (share) => this.player.seek(share * this.player.duration));
    this.main.addEventListener("keydown", (event) => this.#key(event));
  }

  /** Turn the page when the playhead leaves the window. */
  #follow() {
    const { from, to } = this.span;
    if (this.isLong && (this.player.now < from || this.player.now >= to)) {
      const last = Math.max(0, this.player.duration - WINDOW_SECONDS);
      this.from = Math.min(Math.max(0, this.player.now - WINDOW_SECONDS / 10), last);
    }
    this.draw();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const step = { ArrowRight: STEP_SECONDS, ArrowLeft: -STEP_SECONDS }[event.key];
    const place = { Home: 0, End: this.player.duration }[event.key];
    if (step === undefined && place === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    this.player.seek(place ?? this.player.now + (step ?? 0));
  }
}

/** @param {HTMLCanvasElement} canvas @param {(share: number) => void} seek */
function drag(canvas, seek) {
  const at = (/** @type {PointerEvent} */ event) => {
    const box = canvas.getBoundingClientRect();
    seek(Math.min(Math.max((event.clientX - box.left) / box.width, 0), 1));
  };
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    at(event);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (canvas.hasPointerCapture(event.pointerId)) at(event);
  });
}

/** @param {HTMLCanvasElement} canvas @param {Span} span @param {Waveform} wave @param {boolean} isMain */
function paint(canvas, span, wave, isMain) {
  const pen = canvas.getContext("2d");
  const [width, height] = [canvas.clientWidth, canvas.clientHeight];
  if (!pen || !width || span.to <= span.from) return;
  const ratio = devicePixelRatio || 1;
  if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
  }
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.fillStyle = colour("sunken");
  pen.fillRect(0, 0, width, height);
  const x = (/** @type {number} */ seconds) => ((seconds - span.from) / (span.to - span.from)) * width;
  paintRegions(pen, wave.regions, x, height);
  paintMarks(pen, wave, x, height, isMain);
  const middle = height / 2;
  paintLane(pen, wave.lanes.agent, span, wave, width, 0, middle, colour("agent"));
  paintLane(pen, wave.lanes.customer, span, wave, width, middle, middle, colour("customer"));
  if (isMain) {
    pen.fillStyle = colour("line");
    pen.fillRect(0, middle - 0.5, width, 1);
  } else {
    paintWindow(pen, wave, x, height);
  }
  pen.fillStyle = colour("bad");
  pen.fillRect(x(wave.player.now) - 0.75, 0, 1.5, height);
}

/**
 * One bar for every three pixels: the loudest sample below it.
 * @param {CanvasRenderingContext2D} pen @param {number[]} values @param {Span} span @param {Waveform} wave
 * @param {number} width @param {number} top @param {number} height @param {string} fill
 */
function paintLane(pen, values, span, wave, width, top, height, fill) {
  if (!values.length) return;
  const perSecond = values.length / wave.player.duration;
  const [middle, reach] = [top + height / 2, height / 2 - 4];
  pen.fillStyle = fill;
  for (let left = 0; left < width; left += 3) {
    const from = (span.from + (left / width) * (span.to - span.from)) * perSecond;
    const to = (span.from + ((left + 3) / width) * (span.to - span.from)) * perSecond;
    let loudest = 0;
    for (let i = Math.floor(from); i < Math.max(to, from + 1) && i < values.length; i++) loudest = Math.max(loudest, values[i]);
    const half = Math.max(0.5, loudest * reach);
    pen.fillRect(left, middle - half, 2, 2 * half);
  }
}

/**
 * @param {CanvasRenderingContext2D} pen @param {Waveform} wave @param {(s: number) => number} x @param {number} height
 * @param {boolean} isMain
 */
function paintMarks(pen, wave, x, height, isMain) {
  for (const mark of wave.marks) {
    const width = Math.max(x(mark.end) - x(mark.start), MARK_PX);
    pen.fillStyle = colour(mark.faded ? "ink-faint" : mark.tone);
    pen.globalAlpha = mark.key === wave.current ? 0.34 : mark.faded ? 0.08 : 0.18;
    pen.fillRect(x(mark.start), 0, width, height);
    pen.globalAlpha = 1;
    pen.fillRect(x(mark.start), 0, width, isMain ? MARK_PX : 2);
  }
}

/** @param {CanvasRenderingContext2D} pen @param {Waveform} wave @param {(s: number) => number} x @param {number} height */
function paintWindow(pen, wave, x, height) {
  const { from, to } = wave.span;
  pen.strokeStyle = colour("accent");
  pen.lineWidth = 1.5;
  pen.strokeRect(x(from) + 0.75, 0.75, x(to) - x(from) - 1.5, height - 1.5);
}
