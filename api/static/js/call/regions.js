// Where nobody speaks: ringing, music on hold, silence, drawn quietly behind the waveform. The legend of call.css has
// the same patterns.
import { colour } from "./colours.js";

const STEP_PX = 6; // from one line of a pattern to the next

/** @typedef {{kind: string, start: number, end: number}} Region */

/** @param {HTMLElement} element with `data-regions="kind start end;…"` @returns {Region[]} */
export function regionsOf(element) {
  const parts = (element.dataset.regions ?? "").split(";").filter(Boolean);
  return parts.map((part) => {
    const [kind, start, end] = part.split(" ");
    return { kind, start: Number(start), end: Number(end) };
  });
}

/**
 * @param {CanvasRenderingContext2D} pen @param {Region[]} regions @param {(seconds: number) => number} x
 * @param {number} height
 */
export function paintRegions(pen, regions, x, height) {
  for (const { kind, start, end } of regions) {
    const [left, width] = [x(start), x(end) - x(start)];
    if (width < 1 || left > pen.canvas.clientWidth || left + width < 0) continue;
    pen.save();
    pen.beginPath();
    pen.rect(left, 0, width, height);
    pen.clip();
    pen.fillStyle = colour("line");
    pen.globalAlpha = 0.6;
    pen.fillRect(left, 0, width, height);
    if (kind !== "silence") paintLines(pen, left, width, height, kind === "music" ? height : 0);
    pen.restore();
  }
}

/**
 * @param {CanvasRenderingContext2D} pen @param {number} left @param {number} width @param {number} height
 * @param {number} slant how far a line leans over, in pixels
 */
function paintLines(pen, left, width, height, slant) {
  pen.strokeStyle = colour("ink-faint");
  pen.globalAlpha = 0.35;
  pen.lineWidth = 1;
  pen.beginPath();
  for (let at = left - slant; at < left + width; at += STEP_PX) {
    pen.moveTo(at, height);
    pen.lineTo(at + slant, 0);
  }
  pen.stroke();
}
