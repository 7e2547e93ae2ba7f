// A tried sentence is judged by a worker as in a call: asked for once, looked after until it is there.
import { send } from "./http.js";

const LOOK_AGAIN_MS = 700;
const PATIENCE_MS = 120_000;
const SLOW_MS = 6_000;

for (const place of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-trial]"))) void judge(place);

/** @param {HTMLElement} place */
async function judge(place) {
  const state = /** @type {HTMLElement} */ (place.querySelector("[data-state]"));
  try {
    const { text = "", before = "" } = place.dataset;
    const asked = await send("POST", "/api/v1/lexicon/trials", { text, before });
    const result = await answered(asked.id, state);
    if (result) show(place, state, result);
    else state.textContent = "工作进程正忙着听通话，还没有轮到。请过一会儿再试。";
  } catch (error) {
    state.textContent = error instanceof Error ? error.message : "没有成功，请稍后再试";
  }
}

/** @param {number} id @param {HTMLElement} state */
async function answered(id, state) {
  const began = Date.now();
  while (Date.now() - began < PATIENCE_MS) {
    const trial = await send("GET", `/api/v1/lexicon/trials/${id}`);
    if (trial.state === "done") return trial.result;
    if (trial.state === "failed") throw new Error(trial.failure_reason ?? "没有判成");
    if (Date.now() - began > SLOW_MS) state.textContent = "正在等工作进程：它可能在听通话，或在学新的词库…";
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  }
  return null;
}

/** @param {HTMLElement} place @param {HTMLElement} state @param {any} result */
function show(place, state, result) {
  const likely = result.probability === null ? `低于 ${percent(result.least)}` : `约 ${percent(result.probability)}`;
  const found = result.findings.length;
  state.textContent = found ? `这句话会被找到 ${found} 处（有问题的可能${likely}）。` : `这句话不算禁语（有问题的可能${likely}）。`;
  const list = /** @type {HTMLElement} */ (place.querySelector("[data-findings]"));
  const template = /** @type {HTMLTemplateElement} */ (place.querySelector("template"));
  for (const finding of result.findings) list.append(line(template, finding));
}

/** @param {HTMLTemplateElement} template @param {any} finding */
function line(template, finding) {
  const item = /** @type {HTMLElement} */ (template.content.cloneNode(true)).querySelector("li");
  if (!item) throw new Error("the template holds no line");
  if (finding.costs) item.className = "tone-bad";
  put(item, "category", finding.category_title || finding.category);
  put(item, "quote", `「${finding.quote}」`);
  put(item, "weight", finding.costs ? "扣分" : "先请人复核，不扣分");
  put(item, "reason", finding.reason);
  put(item, "suggestion", finding.suggestion ? `可以这样说：${finding.suggestion}` : "");
  const rule = /** @type {HTMLAnchorElement} */ (item.querySelector("[data-rule]"));
  rule.textContent = finding.rule ?? "没有列出的说法";
  if (finding.rule) rule.href = `/lexicon/entries/${encodeURIComponent(finding.rule)}`;
  return item;
}

/** @param {HTMLElement} item @param {string} name @param {string} text */
function put(item, name, text) {
  const there = /** @type {HTMLElement} */ (item.querySelector(`[data-${name}]`));
  there.textContent = text;
  there.hidden = text === "";
}

/** @param {number} share */
function percent(share) {
  return `${Math.round(100 * share)}%`;
}
