// Colours of tokens.css for a canvas, which knows no custom properties.

/** @type {HTMLElement | null} */
let probe = null;

/**
 * @param {string} name of the token, without dashes in front
 * @returns {string} as the browser computes it for the theme that is shown
 */
export function colour(name) {
  if (!probe) {
    probe = document.createElement("span");
    probe.hidden = true;
    document.body.append(probe);
  }
  probe.style.setProperty("color", `var(--${name})`);
  return getComputedStyle(probe).color;
}
