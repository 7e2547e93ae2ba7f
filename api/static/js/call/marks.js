// Findings as marks of the waveform. What has no place of its own, such as a missing goodbye, has no mark.

const LONGEST_MARK_SECONDS = 30;

/** @param {HTMLElement} list @returns {import("./waveform.js").Mark[]} */
export function marksOf(list) {
  const cards = /** @type {HTMLElement[]} */ ([...list.querySelectorAll("[data-finding]:not(.is-proof)")]);
  return cards.map(mark).filter((one) => one.end > one.start && one.end - one.start <= LONGEST_MARK_SECONDS);
}

/** @param {HTMLElement} card @returns {import("./waveform.js").Mark} */
function mark(card) {
  const tone = [...card.classList].find((name) => name.startsWith("tone-")) ?? "tone-process";
  return {
    start: Number(card.dataset.start),
    end: Number(card.dataset.end),
    tone: tone.slice("tone-".length),
    key: card.dataset.finding ?? "",
    faded: card.classList.contains("state-rejected"),
  };
}
