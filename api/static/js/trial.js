// A tried sentence is judged by a worker as in a call: asked for once, looked after until it is there.
import { send } from "./http.js";
import { text as said } from "./texts.js";

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
    else state.textContent = said("trial-busy");
  } catch (error) {
    state.textContent = error instanceof Error ? error.message : said("failed");
  }
}

/** @param {number} id @param {HTMLElement} state */
async function answered(id, state) {
  const began = Date.now();
  while (Date.now() - began < PATIENCE_MS) {
    const trial = await send("GET", `/api/v1/lexicon/trials/${id}`);
    if (trial.state === "done") return trial.result;
    if (trial.state === "failed") throw new Error(trial.failure_reason ?? said("trial-failed"));
    if (Date.now() - began > SLOW_MS) state.textContent = said("trial-waiting");
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  }
  return null;
}

/** @param {HTMLElement} place @param {HTMLElement} state @param {any} result */
function show(place, state, result) {
  const likely = result.probability === null ? said("trial-below", { share: percent(result.least) }) : said("trial-about", { share: percent(result.probability) });
  const found = result.findings.length;
  state.textContent = found ? said("trial-found", { num: found, likely }) : said("trial-nothing", { likely });
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
  put(item, "quote", said("quote", { quote: finding.quote }));
  put(item, "weight", said(finding.costs ? "trial-costs" : "trial-review"));
  put(item, "reason", finding.reason);
  put(item, "suggestion", finding.suggestion ? said("trial-better", { suggestion: finding.suggestion }) : "");
  const rule = /** @type {HTMLAnchorElement} */ (item.querySelector("[data-rule]"));
  rule.textContent = finding.rule ?? said("trial-unlisted");
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
