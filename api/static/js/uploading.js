// The list of files that are taken in: sent a few at a time, then watched until they are analysed.
import { send } from "./http.js";
import { sendFile } from "./sending.js";

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
    this.text = "等待上传";
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
    for (const item of this.items.filter((one) => one.state === "failed")) item.callId || item.show("waiting", "等待上传", 0);
    this.#goOn();
  }

  #goOn() {
    while (this.sending < AT_ONCE) {
      const next = this.#next();
      if (!next) break;
      this.sending++;
      next.show("sending", "上传中", 0);
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
        item.show("sending", share < 1 ? `上传中 ${Math.round(100 * share)}%` : "正在保存", share);
        this.#summarise();
      });
      if (item.isManifest) return item.show("done", ofManifest(answer));
      item.callId = answer.call_id;
      if (answer.created || !["done", "failed"].includes(answer.state)) item.show("queued", "排队等待分析");
      else item.show("known", "库里已有，没有重复分析");
    } catch (error) {
      item.show("failed", error instanceof Error ? error.message : "没有传成");
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
      if (now?.state === "working") item.show("working", "正在分析");
      else if (now?.state === "done") item.show("done", now.score === null ? "已分析，不能评分" : `已分析，${now.score} 分`);
      else if (now?.state === "failed") item.show("failed", now.failure ?? "分析没有成功");
    }
  }

  #summarise() {
    const count = (/** @type {string[]} */ ...states) => this.items.filter((item) => states.includes(item.state)).length;
    const parts = [[`${this.items.length} 个文件`, 1], [`等待上传 ${count("waiting", "sending")}`, count("waiting", "sending")], [`等待分析 ${count("queued", "working")}`, count("queued", "working")], [`完成 ${count("done")}`, count("done")], [`已有 ${count("known")}`, count("known")], [`没有成功 ${count("failed")}`, count("failed")]];
    write(this.list, "[data-summary]", parts.filter(([, n]) => n).map(([text]) => text).join(" · "));
    const sent = this.items.reduce((sum, item) => sum + item.share, 0);
    this.list.querySelector("[data-total]")?.setAttribute("width", `${((100 * sent) / Math.max(1, this.items.length)).toFixed(1)}%`);
    const again = /** @type {HTMLElement | null} */ (document.querySelector("[data-retry-failed]"));
    if (again) again.hidden = !this.items.some((item) => item.state === "failed" && !item.callId);
  }
}

/** @param {any} answer */
function ofManifest(answer) {
  const unknown = answer.unknown.length ? `；清单里有 ${answer.rows - answer.matched} 个录音不在库里` : "";
  const warnings = answer.warnings.length ? `；${answer.warnings.join("；")}` : "";
  return `清单 ${answer.rows} 行，对上 ${answer.matched} 通，补全 ${answer.completed} 通${unknown}${warnings}`;
}

/** @param {File} file */
function rowOf(file) {
  const row = document.createElement("tr");
  const cells = [file.name, `${(file.size / 1024 / 1024).toFixed(1)} MB`, ""].map((text) => Object.assign(document.createElement("td"), { textContent: text }));
  cells[0].className = "upload-name";
  cells[1].className = "number soft";
  const chip = Object.assign(document.createElement("span"), { className: "chip tone-process", textContent: "等待上传" });
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
