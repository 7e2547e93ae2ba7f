// The list of files that are taken in: sent a few at a time, then watched until they are analysed.
import { send } from "./http.js";
import { sendFile } from "./sending.js";
import { text } from "./texts.js";

const AT_ONCE = 3;
const WATCHED_AT_ONCE = 100;
const LOOK_AGAIN_MS = 4000;
const MANIFEST = /\.(csv|tsv|xlsx)$/i;
const IGNORED = /^(\.|~\$|thumbs\.db$|desktop\.ini$)/i; // what systems put into folders

/** @typedef {"waiting" | "sending" | "queued" | "working" | "done" | "known" | "failed"} State */
const ENDED = new Set(["done", "known", "failed"]);
const TONES = { waiting: "process", sending: "accent", queued: "process", working: "accent", done: "good", known: "process", failed: "bad" };

class Item {
  /** @param {File} file @param {Record<string, string>} facts */
  constructor(file, facts) {
    this.file = file;
    this.facts = facts;
    this.isManifest = MANIFEST.test(file.name);
    /** @type {State} */
    this.state = "waiting";
    this.text = text("upload-waiting");
    this.callId = "";
    this.share = 0;
    this.row = rowOf(file);
  }

  /** @param {State} state @param {string} text @param {number} [share] of the file that is sent */
  show(state, text, share = 1) {
    [this.state, this.text, this.share] = [state, text, share];
    const chip = /** @type {HTMLElement} */ (this.row.querySelector("[data-state]"));
    chip.className = `chip chip-wrap tone-${TONES[state]}`;
    chip.replaceChildren(this.callId ? linkTo(this.callId, text) : document.createTextNode(text));
  }
}

export class Uploading {
  /** @param {HTMLElement} list @param {HTMLFormElement} form */
  constructor(list, form) {
    this.list = list;
    this.form = form;
    /** @type {Item[]} */
    this.items = [];
    this.sending = 0;
    this.isWatching = false;
  }

  get isBusy() {
    return this.items.some((item) => item.state === "waiting" || item.state === "sending");
  }

  /** @param {File[]} files */
  add(files) {
    const facts = Object.fromEntries([...new FormData(this.form)].map(([name, value]) => [name, String(value).trim()]).filter(([, value]) => value));
    const added = files.filter((file) => !IGNORED.test(file.name)).map((file) => new Item(file, facts));
    this.items.push(...added);
    this.list.hidden = this.items.length === 0;
    this.list.querySelector("[data-rows]")?.append(...added.map((item) => item.row));
    this.#goOn();
  }

  /** What could not be sent is tried again; what is no recording stays as it is, until it is another file. */
  retry() {
    for (const item of this.items.filter((one) => one.state === "failed")) item.callId || item.show("waiting", text("upload-waiting"), 0);
    this.#goOn();
  }

  #goOn() {
    while (this.sending < AT_ONCE) {
      const next = this.#next();
      if (!next) break;
      this.sending++;
      next.show("sending", text("upload-sending"), 0);
      void this.#send(next).finally(() => {
        this.sending--;
        this.#goOn();
      });
    }
    this.#summarise();
    void this.#watch();
  }

  /** Manifests come after all recordings: they complete what is there. */
  #next() {
    const waiting = this.items.filter((item) => item.state === "waiting");
    const recording = waiting.find((item) => !item.isManifest);
    return recording ?? (this.sending === 0 ? waiting[0] : undefined);
  }

  /** @param {Item} item */
  async #send(item) {
    const url = item.isManifest ? "/api/v1/calls/manifest" : "/api/v1/calls";
    try {
      const answer = await sendFile(url, item.file, item.isManifest ? {} : item.facts, (share) => {
        item.show("sending", share < 1 ? text("upload-sent", { percent: Math.round(100 * share) }) : text("upload-saving"), share);
        this.#summarise();
      });
      if (item.isManifest) return item.show("done", ofManifest(answer));
      item.callId = answer.call_id;
      if (answer.created || !["done", "failed"].includes(answer.state)) item.show("queued", text("upload-queued"));
      else item.show("known", text("upload-known"));
    } catch (error) {
      item.show("failed", error instanceof Error ? error.message : text("upload-failed"));
    }
  }

  /** How far the worker is with what was sent. */
  async #watch() {
    if (this.isWatching) return;
    this.isWatching = true;
    for (;;) {
      const open = this.items.filter((item) => item.callId && !ENDED.has(item.state)).slice(0, WATCHED_AT_ONCE);
      if (!open.length) break;
      await this.#look(open).catch(() => undefined);
      this.#summarise();
      await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
    }
    this.isWatching = false;
  }

  /** @param {Item[]} open */
  async #look(open) {
    const query = new URLSearchParams(open.map((item) => ["id", item.callId]));
    const answer = await send("GET", `/api/v1/calls/states?${query}`);
    const states = new Map(answer.items.map((/** @type {any} */ one) => [one.id, one]));
    for (const item of open) {
      const now = states.get(item.callId);
      if (now?.state === "working") item.show("working", text("upload-working"));
      else if (now?.state === "done") item.show("done", now.score === null ? text("upload-unscored") : text("upload-scored", { score: now.score }));
      else if (now?.state === "failed") item.show("failed", now.failure ?? text("upload-not-analysed"));
    }
  }

  #summarise() {
    const count = (/** @type {string[]} */ ...states) => this.items.filter((item) => states.includes(item.state)).length;
    const parts = [[text("upload-files", { num: this.items.length }), 1], [text("upload-to-send", { n: count("waiting", "sending") }), count("waiting", "sending")], [text("upload-to-analyse", { n: count("queued", "working") }), count("queued", "working")], [text("upload-done", { n: count("done") }), count("done")], [text("upload-had", { n: count("known") }), count("known")], [text("upload-bad", { n: count("failed") }), count("failed")]];
    write(this.list, "[data-summary]", parts.filter(([, n]) => n).map(([text]) => text).join(" · "));
    const sent = this.items.reduce((sum, item) => sum + item.share, 0);
    this.list.querySelector("[data-total]")?.setAttribute("width", `${((100 * sent) / Math.max(1, this.items.length)).toFixed(1)}%`);
    const again = /** @type {HTMLElement | null} */ (document.querySelector("[data-retry-failed]"));
    if (again) again.hidden = !this.items.some((item) => item.state === "failed" && !item.callId);
  }
}

/** @param {any} answer */
function ofManifest(answer) {
  const said = [text("manifest-read", { rows: answer.rows, matched: answer.matched, completed: answer.completed })];
  if (answer.unknown.length) said.push(text("manifest-unknown", { num: answer.rows - answer.matched }));
  return [...said, ...answer.warnings].join(text("semicolon"));
}

/** @param {File} file */
function rowOf(file) {
  const row = document.createElement("tr");
  const cells = [file.name, `${(file.size / 1024 / 1024).toFixed(1)} MB`, ""].map((text) => Object.assign(document.createElement("td"), { textContent: text }));
  cells[0].className = "upload-name";
  cells[1].className = "number soft";
  const chip = Object.assign(document.createElement("span"), { className: "chip tone-process", textContent: text("upload-waiting") });
  chip.dataset.state = "";
  cells[2].append(chip);
  row.append(...cells);
  return row;
}

/** @param {string} callId @param {string} text */
function linkTo(callId, text) {
  return Object.assign(document.createElement("a"), { href: `/calls/${callId}`, textContent: text });
}

/** @param {HTMLElement} place @param {string} selector @param {string} text */
function write(place, selector, text) {
  const element = place.querySelector(selector);
  if (element && element.textContent !== text) element.textContent = text;
}
