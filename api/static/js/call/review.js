// What a reviewer decides goes to the server at once; the page then shows what the server made of it.
import { confirmed } from "../confirm.js";
import { ApiError, sendForHtml, sendLast } from "../http.js";
import { showParts } from "../parts.js";
import { toast } from "../toasts.js";
import { text } from "../texts.js";

const anew = () => text("anew");
const NEEDS_CLAIM = new Set(["decide", "withdraw", "kind", "words", "finish"]);

export class Review {
  /** @param {string} callId */
  constructor(callId) {
    this.callId = callId;
    this.parts = `/calls/${callId}/parts`;
    /** One change after the other, so that versions never cross. @type {Promise<unknown>} */
    this.last = Promise.resolve();
  }

  get #claim() {
    return /** @type {HTMLElement | null} */ (document.querySelector(".claim"));
  }

  get version() {
    return Number(this.#claim?.dataset.version ?? 0);
  }

  get isMine() {
    return this.#claim?.dataset.mine === "yes";
  }

  /** Whether it was reviewed, and nobody has begun again. */
  get isDone() {
    return this.#claim?.dataset.done === "yes";
  }

  /** Whether the agent sees what is in force, and nobody changes it. */
  get isPublished() {
    return this.#claim?.dataset.state === "published" && !this.isMine;
  }

  /** What this person decided last, and can take back; empty: nothing. */
  get lastDecision() {
    return this.#claim?.dataset.lastDecision ?? "";
  }

  /** The version that the agent sees; 0: none. */
  get publishedVersion() {
    return Number(this.#claim?.dataset.published ?? 0);
  }

  get openFindings() {
    return Number(this.#claim?.dataset.openFindings ?? 0);
  }

  /**
   * @param {Record<string, unknown>} decision
   * @returns {Promise<boolean>} whether it was kept
   */
  decide(decision) {
    return this.#inTurn("decide", { decision });
  }

  /** @param {string} decisionId @returns {Promise<boolean>} */
  withdraw(decisionId) {
    return this.#inTurn("withdraw", { decision_id: Number(decisionId) });
  }

  /** @returns {Promise<boolean>} */
  claim() {
    return this.#inTurn("claim");
  }

  /** @returns {Promise<boolean>} */
  release() {
    return this.#inTurn("release");
  }

  /** The page is left: who only looked does not keep the call from others. */
  leave() {
    if (this.isMine) sendLast("POST", `/api/v1/calls/${this.callId}/release?untouched=true`);
  }

  /** @param {string} kind id of a kind of call @returns {Promise<boolean>} */
  correctKind(kind) {
    return this.#inTurn("kind", { kind });
  }

  /** @param {{utterance: number, text: string, role: string}} words @returns {Promise<boolean>} */
  correctWords(words) {
    return this.#inTurn("words", words);
  }

  /** @param {string} comment @returns {Promise<boolean>} */
  finish(comment) {
    return this.#inTurn("finish", { comment: comment || null });
  }

  /** @param {number} openFindings that are published as they are @returns {Promise<boolean>} */
  publish(openFindings) {
    return this.#inTurn("publish", { open_findings: openFindings });
  }

  /** A call that can't be scored leaves the queue. @returns {Promise<boolean>} */
  setAside() {
    return this.#inTurn("set_aside");
  }

  /** @param {string} deed @param {Record<string, unknown>} [about] */
  #inTurn(deed, about = {}) {
    const done = this.last.then(() => this.#try(deed, about));
    this.last = done;
    return done;
  }

  /** @param {string} deed @param {Record<string, unknown>} about */
  async #try(deed, about) {
    try {
      if (NEEDS_CLAIM.has(deed) && !this.isMine) {
        if (this.publishedVersion && !(await confirmed(anew()))) return false;
        await this.#do("claim", {});
      }
      await this.#do(deed, about);
      return true;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      toast(error.message, "bad");
      if (error.status === 409) await this.#refresh().catch(() => undefined);
      if (error.status === 401) location.assign(`/sign-in?next=${encodeURIComponent(location.pathname)}`);
      return false;
    }
  }

  /** The answer is what changes on the page. @param {string} deed @param {Record<string, unknown>} about */
  async #do(deed, about) {
    showParts(await sendForHtml("POST", this.parts, { do: deed, version: this.version, ...about }));
  }

  async #refresh() {
    showParts(await sendForHtml("GET", this.parts));
  }
}
