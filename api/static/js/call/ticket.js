// The drafted service order: edited in the page only, copied as text or saved as CSV.
import { toast } from "../toasts.js";
import { text } from "../texts.js";

export function installTicket() {
  const form = /** @type {HTMLFormElement | null} */ (document.querySelector("[data-ticket]"));
  if (!form) return;
  form.addEventListener("submit", (event) => event.preventDefault());
  form.querySelector("[data-copy-ticket]")?.addEventListener("click", () => copy(form));
  form.querySelector("[data-export]")?.addEventListener("click", () => save(form));
}

/** @param {HTMLFormElement} form @returns {[string, string][]} title and value */
function rows(form) {
  const fields = /** @type {(HTMLInputElement | HTMLTextAreaElement)[]} */ ([...form.querySelectorAll("[data-title]")]);
  return fields.map((field) => [field.dataset.title ?? "", field.value.trim()]);
}

/** @param {HTMLFormElement} form */
async function copy(form) {
  const lines = rows(form).map(([title, value]) => text("pair", { title, value })).join("\n");
  try {
    await navigator.clipboard.writeText(lines);
    toast(text("order-copied"), "good");
  } catch {
    toast(text("order-not-copied"), "bad");
  }
}

/** @param {HTMLFormElement} form */
function save(form) {
  const table = rows(form);
  const lines = [table.map(([title]) => cell(title)), table.map(([, value]) => cell(value))].map((row) => row.join(","));
  const file = new Blob([`\ufeff${lines.join("\r\n")}\r\n`], { type: "text/csv;charset=utf-8" });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = `${text("order-file", { name: form.dataset.name ?? "" })}.csv`;
  link.click();
  URL.revokeObjectURL(link.href);
}

/** Quoted, and never a formula for the program that opens it. @param {string} value */
function cell(value) {
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return `"${safe.replaceAll('"', '""')}"`;
}
