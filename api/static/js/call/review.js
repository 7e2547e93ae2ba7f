// What a reviewer decides goes to the server at once; the page then shows what the server made of it.
import { ApiError, send, sendLast } from "../http.js";
import { refreshParts } from "../parts.js";
import { toast } from "../toasts.js";

export class Review {
  /** @param {string} callId */
  constructor(callId) {
    this.callId = callId;
    this.api = `/api/v1/calls/${callId}`;
    this.page = `/calls/${callId}`;
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

  get openFindings() {
    return Number(this.#claim?.dataset.openFindings ?? 0);
  }

  /**
   * @param {Record<string, unknown>} decision
   * @returns {Promise<boolean>} whether it was kept
   */
  decide(decision) {
    return this.#inTurn(async () => {
      await this.#ensureClaim();
      await send("POST", `${this.api}/decisions`, { ...decision, version: this.version });
    });
  }

  /** @param {string} decisionId @returns {Promise<boolean>} */
  withdraw(decisionId) {
    return this.#inTurn(async () => {
      await this.#ensureClaim();
      await send("DELETE", `${this.api}/decisions/${decisionId}?version=${this.version}`);
    });
  }

  /** @returns {Promise<boolean>} */
  claim() {
    return this.#inTurn(() => send("POST", `${this.api}/claim`));
  }

  /** @returns {Promise<boolean>} */
  release() {
    return this.#inTurn(() => send("POST", `${this.api}/release`));
  }

  /** The page is left: who only looked does not keep the call from others. */
  leave() {
    if (this.isMine) sendLast("POST", `${this.api}/release?untouched=true`);
  }

  /** @param {string} comment @returns {Promise<boolean>} */
  finish(comment) {
    return this.#inTurn(async () => {
      await this.#ensureClaim();
      await send("POST", `${this.api}/finish`, { version: this.version, comment: comment || null });
    });
  }

  /** @returns {Promise<boolean>} */
  publish() {
    return this.#inTurn(() => send("POST", `${this.api}/publish`));
  }

  async #ensureClaim() {
    if (this.isMine) return;
    await send("POST", `${this.api}/claim`);
    await refreshParts(`${this.page}/parts`);
  }

  /** @param {() => Promise<unknown>} change */
  #inTurn(change) {
    const done = this.last.then(() => this.#try(change));
    this.last = done;
    return done;
  }

  /** @param {() => Promise<unknown>} change */
  async #try(change) {
    try {
      await change();
      await refreshParts(`${this.page}/parts`);
      return true;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      toast(error.message, "bad");
      if (error.status === 409) await refreshParts(`${this.page}/parts`).catch(() => undefined);
      if (error.status === 401) location.assign(`/sign-in?next=${encodeURIComponent(location.pathname)}`);
      return false;
    }
  }
}
