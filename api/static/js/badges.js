// How much waits behind each entry of the navigation, asked once the page is there.
import { send } from "./http.js";
import { text } from "./texts.js";

export async function installBadges() {
  const links = /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll("#main-menu a"));
  if (!links.length) return;
  const told = await send("GET", "/api/v1/inbox/counts").catch(() => null);
  if (!told) return; // the page is as good without
  for (const link of links) {
    const count = told.places[link.pathname];
    if (count) link.append(badge(count));
  }
  const menu = document.querySelector("[data-menu]"); // on a phone the entries are behind it
  if (menu && told.places["/inbox"]) menu.append(badge(told.places["/inbox"]));
}

/** @param {number} count */
function badge(count) {
  const shown = document.createElement("span");
  shown.className = "badge";
  shown.textContent = count > 99 ? "99+" : String(count);
  shown.setAttribute("aria-label", text("waiting", { num: count }));
  shown.setAttribute("role", "img");
  return shown;
}
