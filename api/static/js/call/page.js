// The call page: player, waveform, transcript, findings and decisions put together.
import { ApiError } from "../http.js";
import { copy } from "../copy.js";
import { onKey } from "../keys.js";
import { installTabs } from "../tabs.js";
import { toast } from "../toasts.js";
import { installActions } from "./actions.js";
import { Findings } from "./findings.js";
import { marksOf } from "./marks.js";
import { installNotes } from "./notes.js";
import { lanesOfTurns, loadPeaks } from "./peaks.js";
import { Player } from "./player.js";
import { installTicket } from "./ticket.js";
import { installSelecting } from "./selecting.js";
import { Transcript } from "./transcript.js";
import { Waveform } from "./waveform.js";
import { text } from "../texts.js";

const LEAD_SECONDS = 1.5; // heard before and after a finding, so that it has its context
const SKIP_SECONDS = 5;

const section = /** @type {HTMLElement} */ (document.querySelector("[data-player]"));
const player = new Player(section);
const waveform = new Waveform(section, player);
const transcript = new Transcript(/** @type {HTMLElement} */ (document.querySelector("[data-transcript]")), player);
const findings = new Findings(/** @type {HTMLElement} */ (document.querySelector("[data-findings]")));

installTabs();
installTicket();
installNotes(player);
installActions(findings, transcript);
installKeys();
installSelecting(transcript, findings);
installPlayButtons();
document.addEventListener("findingchange", showFinding);
document.addEventListener("partschange", redraw);
player.addEventListener("failed", () => toast(text("no-sound"), "bad"));
findings.show("problems");
redraw();
showPlaceAskedFor();
transcript.scrolling = "smooth";
waveform.setLanes(lanesOfTurns());
loadPeaks(section).then(
  (lanes) => waveform.setLanes(lanes),
  (error) => toast(error instanceof ApiError ? text("no-waveform-why", { why: error.message }) : text("no-waveform"), "bad"),
);

function installKeys() {
  onKey(" ", () => player.toggle());
  onKey("j", () => findings.move(1));
  onKey("k", () => findings.move(-1));
  onKey("Enter", playCurrent);
  onKey("ArrowLeft", () => player.skip(-SKIP_SECONDS));
  onKey("ArrowRight", () => player.skip(SKIP_SECONDS));
  onKey("l", () => toast(player.toggleLoop() ? text("loop-on") : text("loop-off")));
  onKey("x", () => player.toggleSkipping());
  onKey("-", () => player.changeSpeed(-1));
  onKey("+", () => player.changeSpeed(1));
  onKey("=", () => player.changeSpeed(1));
}

function installPlayButtons() {
  document.addEventListener("click", (event) => {
    const target = /** @type {Element} */ (event.target);
    const stretch = target.closest("[data-range]")?.getAttribute("data-range")?.split(" ").map(Number);
    if (stretch) player.playRange(stretch[0], stretch[1]);
    const words = target.closest("[data-go]")?.getAttribute("data-go");
    if (words) transcript.show(words);
    if (target.closest("[data-play]")) playCurrent();
    if (target.closest("[data-link-moment]")) void copyLink(`?t=${player.now.toFixed(1)}`);
    const card = target.closest("[data-link-finding]")?.closest("[data-finding]");
    if (card) void copyLink(`#${card.getAttribute("data-finding")}`);
  });
}

/** A link leads to a moment (`?t=73.5`), to a finding (`#f12`), or to the sentence that was searched for (`?at=3`). */
function showPlaceAskedFor() {
  const moment = Number(new URLSearchParams(location.search).get("t") ?? NaN);
  if (Number.isFinite(moment)) player.seek(moment);
  if (location.hash.length > 1) findings.choose(location.hash.slice(1));
  const place = new URLSearchParams(location.search).get("at");
  const turn = place && document.querySelector(`[data-utterance="${CSS.escape(place)}"]`);
  if (!turn) return;
  transcript.show(place);
  player.seek(Number(turn.getAttribute("data-start")));
  transcript.highlight();
}

/** @param {string} place within this page */
function copyLink(place) {
  return copy(new URL(location.pathname + place, location.origin).href, text("link-copied"));
}

function playCurrent() {
  const card = findings.card;
  if (card) player.playRange(Number(card.dataset.start) - LEAD_SECONDS, Number(card.dataset.end) + LEAD_SECONDS);
}

function showFinding() {
  const card = findings.card;
  redraw();
  if (!card) return;
  transcript.show(card.dataset.utteranceOf ?? "");
  if (!player.isPlaying) player.seek(Number(card.dataset.start));
}

function redraw() {
  waveform.setMarks(marksOf(findings.element), findings.current);
  transcript.markCurrent(findings.current);
  transcript.highlight();
}
