// Dry runs: a lexicon is uploaded as it is, and a page with work in progress looks again after a while.
import { send } from "./http.js";
import { installRows } from "./rows.js";
import { text } from "./texts.js";

const LOOK_AGAIN_MS = 3000;

if (document.querySelector("[data-row]")) installRows();
if (document.querySelector("[data-running='yes']")) setTimeout(() => location.reload(), LOOK_AGAIN_MS);
for (const form of /** @type {NodeListOf<HTMLFormElement>} */ (document.querySelectorAll("form[data-upload]"))) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void upload(form);
  });
}

/** @param {HTMLFormElement} form */
async function upload(form) {
  const file = /** @type {HTMLInputElement} */ (form.querySelector("[type=file]")).files?.[0];
  const problem = /** @type {HTMLElement} */ (form.querySelector("[data-problem]"));
  const button = /** @type {HTMLButtonElement} */ (form.querySelector("[type=submit]"));
  const calls = /** @type {HTMLSelectElement | null} */ (form.querySelector("[name=calls]"))?.value;
  if (!file) return;
  problem.hidden = true;
  button.disabled = true;
  try {
    const job = await send("POST", `${form.dataset.upload}${calls ? `?calls=${calls}` : ""}`, file);
    location.assign(`/lexicon/dry-runs/${job.id}`);
  } catch (error) {
    problem.textContent = error instanceof Error ? error.message : text("failed");
    problem.hidden = false;
    button.disabled = false;
  }
}
