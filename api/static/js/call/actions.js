// Decisions by key and by mouse: confirm, reject, another category, a missed finding, a check's verdict, save, publish.
import { onKey } from "../keys.js";
import { confirmPublication } from "../publish.js";
import { toast, toastNext } from "../toasts.js";
import { Chooser } from "./chooser.js";
import { askReason } from "./reason.js";
import { Review } from "./review.js";
import { selectedPlace, wholePlace } from "./selection.js";
import { askWords } from "./words.js";
import { text } from "../texts.js";

const SLOTS = ["when", "who", "where", "what", "why", "how"]; // as the page lists them
const FORBIDDEN = "forbidden_phrases";

/**
 * @param {import("./findings.js").Findings} findings
 * @param {import("./transcript.js").Transcript} transcript
 */
export function installActions(findings, transcript) {
  const root = /** @type {HTMLElement} */ (document.querySelector("[data-call]"));
  if (!document.getElementById("chooser")) return; // this person may only look
  const actions = new Actions(new Review(root.dataset.call ?? ""), findings, transcript);
  onKey("y", () => actions.decide("confirm"));
  onKey("n", () => actions.decide("reject"));
  onKey("c", () => actions.recategorise());
  onKey("u", () => actions.undoLast());
  onKey("ctrl+z", () => actions.undoLast());
  onKey("shift+n", () => actions.decide("reject", true));
  onKey("a", () => actions.add());
  onKey("s", () => actions.save());
  onKey("p", () => actions.publish());
  onKey("w", showSlots);
  onKey("e", () => actions.correctWords(transcript.element.querySelector(".is-now")));
  SLOTS.forEach((slot, place) => onKey(String(place + 1), () => actions.correct(slot, "given")));
  document.addEventListener("click", (event) => actions.click(/** @type {HTMLElement} */ (event.target)));
  document.addEventListener("change", (event) => actions.change(/** @type {HTMLElement} */ (event.target)));
  if (root.dataset.from === "queue") actions.review.claim();
  addEventListener("pagehide", () => actions.review.leave());
  addEventListener("pageshow", (event) => {
    if (event.persisted && root.dataset.from === "queue") actions.review.claim(); // back again: it was given back
  });
}

class Actions {
  /**
   * @param {Review} review
   * @param {import("./findings.js").Findings} findings
   * @param {import("./transcript.js").Transcript} transcript
   */
  constructor(review, findings, transcript) {
    this.review = review;
    this.findings = findings;
    this.transcript = transcript;
    this.chooser = new Chooser();
  }

  /** @param {HTMLElement} target */
  click(target) {
    const button = target.closest("button");
    if (!button) return;
    const { decide, why, recategorise, undo, undoLine, slotState, verdict, add, save, publish, release, aside, correct } = button.dataset;
    if (decide) this.decide(decide, why !== undefined);
    else if (recategorise !== undefined) this.recategorise();
    else if (undo !== undefined) this.undo();
    else if (undoLine) this.review.withdraw(undoLine);
    else if (slotState) this.correct(button.closest("[data-slot]")?.getAttribute("data-slot") ?? "", slotState);
    else if (verdict) this.judge(button, verdict);
    else if (add !== undefined) this.add();
    else if (save !== undefined) this.save();
    else if (publish !== undefined) this.publish();
    else if (release !== undefined) this.release();
    else if (correct !== undefined) this.correctWords(button.closest("[data-utterance]"));
    else if (aside !== undefined) this.setAside();
  }

  /** Another kind of call is chosen: it is judged again as that kind. @param {HTMLElement} target */
  change(target) {
    if (target instanceof HTMLSelectElement && target.dataset.kind !== undefined) this.review.correctKind(target.value);
  }

  /** What makes the total 0 is not rejected without a reason. @param {string} action confirm | reject @param {boolean} [says] a reason */
  async decide(action, says = false) {
    const card = this.#needCard();
    if (!card) return;
    const isVeto = card.dataset.veto === "yes" && action === "reject";
    const comment = says || isVeto ? await askReason(card, isVeto) : "";
    if (comment === null) return;
    if (await this.review.decide({ action, ...about(card), ...(comment && { comment }) })) this.#goOn();
  }

  async recategorise() {
    const card = this.#needCard();
    if (!card) return;
    if (card.dataset.check !== FORBIDDEN) {
      toast(text("only-forbidden"));
      return;
    }
    const choice = await this.chooser.ask(text("which-category"), card.querySelector(".quote")?.textContent ?? "", toneOf(card));
    if (!choice) return;
    const { category, comment } = choice;
    if (card.dataset.veto === "yes" && !comment) {
      toast(text("veto-reason"), "bad");
      return;
    }
    if (await this.review.decide({ action: "recategorise", ...about(card), category, comment })) this.#goOn();
  }

  undo() {
    const decision = this.findings.card?.dataset.decision;
    if (decision) this.review.withdraw(decision);
    else toast(text("finding-not-decided"));
  }

  /** The last thing that this person decided, wherever it is. */
  async undoLast() {
    await this.review.last;
    const decision = this.review.lastDecision;
    if (!decision) toast(text("nothing-to-undo"));
    else if (await this.review.withdraw(decision)) toast(text("undone"));
  }

  async add() {
    const place = this.#place();
    if (!place) {
      toast(text("select-missed"));
      return;
    }
    const turn = this.transcript.element.querySelector(`[data-utterance="${place.utterance}"]`);
    const choice = await this.chooser.ask(text("add-missed"), text("quote", { quote: place.quote }), "", !turn?.classList.contains("from-customer"));
    if (!choice) return;
    const where = { utterance: place.utterance, char_start: place.start, char_end: place.end };
    const kept = await this.review.decide({ action: "add", ...choice, ...where });
    if (kept) toast(text("added"), "good");
  }

  /** One of the 5W. What was given stands on words. @param {string} slot @param {string} state given | asked | missing */
  async correct(slot, state) {
    const row = document.getElementById(`slot-${slot}`);
    const isSo = row?.querySelector(`[data-slot-state="${state}"]`)?.getAttribute("aria-pressed") === "true";
    if (isSo && !selectedPlace()) {
      showSlots();
      return;
    }
    const place = state === "missing" ? null : this.#placeOf(row, state);
    if (!row || (state === "given" && !place)) {
      toast(text("select-evidence"));
      return;
    }
    const where = place && { utterance: place.utterance, char_start: place.start, char_end: place.end };
    if (!(await this.review.decide({ action: "slot", category: slot, verdict: state, ...where }))) return;
    getSelection()?.removeAllRanges();
    showSlots();
    toast(place ? text("slot-quoted", { title: row.dataset.title ?? "", quote: place.quote }) : text("slot-corrected", { title: row.dataset.title ?? "" }), "good");
  }

  /** @param {HTMLElement | null} row @param {string} state */
  #placeOf(row, state) {
    const chosen = selectedPlace();
    if (chosen || state === "given") return chosen ?? this.#place();
    const known = row?.dataset.saidIn;
    const turn = known && this.transcript.element.querySelector(`[data-utterance="${known}"]`);
    return turn ? wholePlace(turn) : null;
  }

  /** The selected words, else the sentence that is played. */
  #place() {
    const now = this.transcript.element.querySelector(".is-now");
    return selectedPlace() ?? (now && wholePlace(now));
  }

  /** @param {HTMLElement} button @param {string} verdict */
  judge(button, verdict) {
    const check = button.closest("[data-line]")?.getAttribute("data-line");
    if (check) this.review.decide({ action: "verdict", check, verdict });
  }

  /** Keep the review and go on. */
  async save() {
    if (!this.review.isDone && !(await this.#finish())) return;
    location.assign(nextCall());
  }

  async #finish() {
    const comment = /** @type {HTMLTextAreaElement | null} */ (document.querySelector("[data-comment]"));
    const [rest, shown] = [this.review.openFindings, this.review.publishedVersion];
    if (!(await this.review.finish(comment?.value.trim() ?? ""))) return false;
    const said = [text("saved")];
    if (rest) said.push(text("saved-open", { num: rest }));
    if (shown && !this.review.isPublished) said.push(text("saved-old", { version: shown }));
    toastNext(said.join(text("comma")));
    return true;
  }

  /** After a person has confirmed what is still open; what is reviewed already needs no saving. */
  async publish() {
    await this.review.last;
    if (this.review.isPublished) return toast(text("version-published"));
    const open = await confirmPublication(this.review.callId).catch((error) => toast(error.message, "bad"));
    if (open === null || open === undefined) return;
    const wasDone = this.review.isDone;
    if (!wasDone && !(await this.#finish())) return;
    if (!(await this.review.publish(open))) return;
    if (wasDone) return toast(text("published"), "good");
    toastNext(text("published-short"));
    location.assign(nextCall());
  }

  /** @param {Element | null | undefined} turn */
  async correctWords(turn) {
    if (!turn) {
      toast(text("click-sentence"));
      return;
    }
    const words = await askWords(turn);
    if (words && (await this.review.correctWords(words))) toast(text("words-corrected"), "good");
  }

  async release() {
    if (await this.review.release()) toast(text("released"));
  }

  async setAside() {
    if (!(await this.review.setAside())) return;
    toastNext(text("set-aside"));
    location.assign(nextCall());
  }

  /** To the next open finding, or say that none is left. */
  #goOn() {
    if (this.review.openFindings > 0) this.findings.moveToOpen();
    else toast(text("all-done"), "good");
  }

  #needCard() {
    if (!this.findings.card) toast(text("pick-finding"));
    return this.findings.card;
  }
}

/** @param {HTMLElement} card what a decision is about */
function about(card) {
  const { findingId, addedId, check } = card.dataset;
  return {
    check,
    finding_id: findingId === undefined ? null : Number(findingId),
    added_id: addedId === undefined ? null : Number(addedId),
  };
}

/** @param {HTMLElement} card */
function toneOf(card) {
  return [...card.classList].find((name) => name.startsWith("tone-"))?.slice("tone-".length) ?? "";
}

/** Where the next call is: the queue, with the filter that this one was found by. */
function nextCall() {
  return /** @type {HTMLElement | null} */ (document.querySelector("[data-call]"))?.dataset.next ?? "/queue/next";
}

function showSlots() {
  document.getElementById("tab-ticket")?.click();
}
