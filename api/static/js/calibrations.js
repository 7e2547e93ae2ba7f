// A calibration's calls are found by name or agent among all calls; what is chosen stays in the list.
import { send } from "./http.js";
import { clock } from "./time.js";
import { toast } from "./toasts.js";
import { text } from "./texts.js";

const SHOWN = 30;
const WAIT_MS = 250; // for the next key

const field = /** @type {HTMLInputElement | null} */ (document.querySelector("[data-find]"));
const list = /** @type {HTMLElement | null} */ (document.querySelector("[data-offered]"));
let waiting = 0;

if (field && list) {
  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => void offer(field.value.trim(), list), WAIT_MS);
  });
  field.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault()); // it would begin
  list.addEventListener("change", () => count(list));
}

/** @param {string} wanted @param {HTMLElement} list */
async function offer(wanted, list) {
  try {
    const [named, spoken] = await Promise.all([found({ name: wanted }), wanted ? found({ agent_id: wanted }) : []]);
    const calls = new Map([...named, ...spoken].map((call) => [call.id, call]));
    const kept = [...list.querySelectorAll("li")].filter((item) => item.querySelector("input:checked"));
    const known = new Set(kept.map((item) => item.querySelector("input")?.value));
    list.replaceChildren(...kept, ...[...calls.values()].filter((call) => !known.has(call.id)).map(line));
  } catch (error) {
    toast(error instanceof Error ? error.message : text("failed"), "bad");
  }
}

/** @param {Record<string, string>} wanted @returns {Promise<{id: string, name: string, agent_id: string | null, duration: number | null}[]>} */
async function found(wanted) {
  const query = new URLSearchParams({ state: "done", limit: String(SHOWN), ...wanted });
  return (await send("GET", `/api/v1/calls?${query}`)).items;
}

/** @param {{id: string, name: string, agent_id: string | null, duration: number | null}} call */
function line(call) {
  const box = Object.assign(document.createElement("input"), { type: "checkbox", name: "call_ids", value: call.id });
  box.dataset.list = "";
  const label = document.createElement("label");
  label.className = "check";
  label.append(box, " ", span(call.name), span(`${call.agent_id ?? ""} ${call.duration ? clock(call.duration) : ""}`, "small soft push"));
  const item = document.createElement("li");
  item.append(label);
  return item;
}

/** @param {string} words @param {string} [look] */
function span(words, look = "") {
  return Object.assign(document.createElement("span"), { textContent: words, className: look });
}

/** @param {HTMLElement} list */
function count(list) {
  const place = document.querySelector("[data-chosen]");
  if (place) place.textContent = String(list.querySelectorAll("input:checked").length);
}
