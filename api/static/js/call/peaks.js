// The peaks of a recording, agent and customer told apart.
import { send } from "../http.js";

const FLAT = 0.18; // how loud a turn is drawn of which nothing is known

/**
 * @param {HTMLElement} element the player's section, with `data-peaks`, `data-channels` and `data-agent-channel`
 * @returns {Promise<import("./waveform.js").Lanes>}
 */
export async function loadPeaks(element) {
  const url = element.getAttribute("data-peaks");
  if (!url) return lanesOfTurns();
  const { peaks } = await send("GET", url);
  if (peaks.length < 2) return byTurns(scaled(peaks[0] ?? []));
  const agent = Number(element.getAttribute("data-agent-channel") ?? 0);
  return { agent: scaled(peaks[agent]), customer: scaled(peaks[1 - agent]) };
}

/** Before the peaks are there, or where there is no sound: who speaks when. @returns {import("./waveform.js").Lanes} */
export function lanesOfTurns() {
  const steps = 1000;
  const total = Number(document.querySelector("[data-duration]")?.getAttribute("data-duration") ?? 0) || 1;
  const lanes = { agent: new Array(steps).fill(0), customer: new Array(steps).fill(0) };
  for (const turn of document.querySelectorAll("[data-utterance]")) {
    const lane = turn.classList.contains("from-agent") ? lanes.agent : lanes.customer;
    const at = (/** @type {string} */ name) => Math.floor((Number(turn.getAttribute(name)) / total) * steps);
    lane.fill(FLAT, at("data-start"), Math.max(at("data-end"), at("data-start") + 1));
  }
  return lanes;
}

/** A faint voice is still to be seen, hiss is not: the quietest tenth counts as nothing. @param {number[]} values */
function scaled(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const floor = sorted[Math.floor(sorted.length / 10)] ?? 0;
  const reach = Math.max(1, (sorted.at(-1) ?? 0) - floor);
  return values.map((value) => Math.max(0, (value - floor) / reach) ** 0.7);
}

/** One channel holds both: the transcript tells who spoke when. @param {number[]} values */
function byTurns(values) {
  const total = Number(document.querySelector("[data-duration]")?.getAttribute("data-duration") ?? 0);
  const agent = new Array(values.length).fill(0);
  const customer = [...values];
  for (const turn of document.querySelectorAll(".from-agent[data-start]")) {
    const first = Math.floor((Number(turn.getAttribute("data-start")) / total) * values.length);
    const last = Math.ceil((Number(turn.getAttribute("data-end")) / total) * values.length);
    for (let i = first; i < last && i < values.length; i++) [agent[i], customer[i]] = [values[i], 0];
  }
  return { agent, customer };
}
