// Words of the transcript selected by keyboard: V begins in the utterance that is spoken (or that the current finding is
// about), the arrows move, Shift with the arrows extends, up and down change the utterance, A adds, Escape ends.
import { onKey } from "../keys.js";
import { toast } from "../toasts.js";
import { text } from "../texts.js";

const help = () => text("selecting");

/**
 * @param {import("./transcript.js").Transcript} transcript
 * @param {import("./findings.js").Findings} findings
 */
export function installSelecting(transcript, findings) {
  /** @type {Element | null} */
  let turn = null;
  const end = () => {
    turn?.classList.remove("is-selecting");
    turn = null;
  };
  const begin = (/** @type {Element | null} */ at) => {
    const words = at?.querySelector("[data-words]");
    if (!at || !words) return;
    end();
    turn = at;
    at.classList.add("is-selecting");
    at.scrollIntoView({ block: "nearest" });
    getSelection()?.setBaseAndExtent(words, 0, words, 0);
    getSelection()?.modify("extend", "forward", "character");
  };
  onKey("v", () => {
    const index = findings.card?.dataset.utteranceOf;
    begin(transcript.element.querySelector(".is-now") ?? transcript.element.querySelector(`[data-utterance="${index}"]`) ?? transcript.element.querySelector("[data-utterance]"));
    if (turn) toast(help());
  });
  document.addEventListener("pointerdown", end); // the mouse selects in its own way
  document.addEventListener("partschange", end); // the words were made anew
  document.addEventListener("keydown", (event) => {
    if (!turn || document.querySelector("dialog[open]")) return;
    if (event.key === "Escape") end();
    else if (!move(event, turn, begin)) return;
    event.preventDefault();
    event.stopImmediatePropagation(); // the arrows belong to the selection, not to the player
  }, true);
}

/**
 * @param {KeyboardEvent} event
 * @param {Element} turn
 * @param {(turn: Element | null) => void} begin
 * @returns {boolean} whether the key was one of ours
 */
function move(event, turn, begin) {
  const direction = { ArrowLeft: "backward", ArrowRight: "forward" }[event.key];
  if (direction) {
    const selection = getSelection();
    if (!event.shiftKey) {
      selection?.[direction === "forward" ? "collapseToEnd" : "collapseToStart"]();
      if (direction === "backward") selection?.modify("move", "backward", "character");
    }
    selection?.modify("extend", event.shiftKey ? direction : "forward", "character");
    return true;
  }
  if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return false;
  const all = [...document.querySelectorAll("[data-utterance]")];
  begin(all[all.indexOf(turn) + (event.key === "ArrowDown" ? 1 : -1)] ?? turn);
  return true;
}
