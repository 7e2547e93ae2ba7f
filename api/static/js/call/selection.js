// Selected words of the transcript as a place in an utterance.

/** @typedef {{utterance: number, start: number, end: number, quote: string}} Place offsets in code points */

/**
 * @returns {Place | null} what is selected; null where nothing is, or where the selection leaves one utterance
 */
export function selectedPlace() {
  const selection = getSelection();
  if (!selection || selection.isCollapsed || !selection.rangeCount) return null;
  const range = selection.getRangeAt(0);
  const turn = turnOf(range.startContainer);
  if (!turn || turn !== turnOf(range.endContainer)) return null;
  const words = turn.querySelector("[data-words]");
  if (!words) return null;
  const [start, end] = [offset(words, range, "start"), offset(words, range, "end")];
  return start < end ? place(turn, start, end) : null;
}

/** The whole of an utterance. @param {Element} turn @returns {Place} */
export function wholePlace(turn) {
  return place(turn, 0, [...(turn.querySelector("[data-words]")?.textContent ?? "")].length);
}

/** @param {Element} turn @param {number} start @param {number} end @returns {Place} */
function place(turn, start, end) {
  const text = [...(turn.querySelector("[data-words]")?.textContent ?? "")];
  const utterance = Number(turn.getAttribute("data-utterance"));
  return { utterance, start, end, quote: text.slice(start, end).join("") };
}

/** @param {Node} node */
function turnOf(node) {
  const element = node instanceof Element ? node : node.parentElement;
  return element?.closest("[data-utterance]") ?? null;
}

/** @param {Element} words @param {Range} range @param {"start" | "end"} edge */
function offset(words, range, edge) {
  const before = document.createRange();
  before.selectNodeContents(words);
  const [node, at] = edge === "start" ? [range.startContainer, range.startOffset] : [range.endContainer, range.endOffset];
  const side = before.comparePoint(node, at);
  if (side < 0) return 0;
  if (side === 0) before.setEnd(node, at);
  return [...before.toString()].length;
}
