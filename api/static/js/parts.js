// Parts of a page (`data-part`) are made by the server only; after a change they are fetched anew and put in place.
import { getHtml } from "./http.js";

/**
 * @param {string} url answers with elements that carry `data-part`
 */
export async function refreshParts(url) {
  const fresh = new DOMParser().parseFromString(await getHtml(url), "text/html");
  const open = openDetails();
  for (const part of fresh.querySelectorAll("[data-part]")) {
    const place = document.querySelector(`[data-part="${part.getAttribute("data-part")}"]`);
    if (place && place.innerHTML !== part.innerHTML) place.replaceChildren(...part.childNodes);
  }
  reopen(open);
  document.dispatchEvent(new CustomEvent("partschange"));
}

/** Which lines the reader had opened: they stay open. */
function openDetails() {
  const lines = document.querySelectorAll("[data-line]:has(> details[open])");
  return [...lines].map((line) => line.getAttribute("data-line"));
}

/** @param {(string | null)[]} names */
function reopen(names) {
  for (const name of names) document.querySelector(`[data-line="${name}"] > details`)?.setAttribute("open", "");
}
