// Single keys as commands; silent while one writes, or a dialog is open.

/** @type {Map<string, (event: KeyboardEvent) => void>} */
const commands = new Map();

/**
 * @param {string} key as in `KeyboardEvent.key`; letters in lower case; `ctrl+z`, `shift+n`
 * @param {(event: KeyboardEvent) => void} command
 */
export function onKey(key, command) {
  if (commands.size === 0) {
    document.addEventListener("keydown", dispatch);
    document.addEventListener("click", leaveButton);
  }
  commands.set(key, command);
}

/** @param {KeyboardEvent} event */
function dispatch(event) {
  if (event.altKey || event.isComposing || isBusy(event)) return;
  const command = commands.get(nameOf(event)) ?? (event.shiftKey && !isWithControl(event) ? commands.get(plainName(event)) : undefined);
  if (!command) return;
  event.preventDefault();
  command(event);
}

/** `ctrl+z` (on a Mac with Command), `shift+n`, `shift+ArrowLeft`, `a`, `?`. @param {KeyboardEvent} event */
function nameOf(event) {
  const shifted = event.shiftKey && (event.key.length > 1 || event.key.toLowerCase() !== event.key.toUpperCase());
  return `${isWithControl(event) ? "ctrl+" : ""}${shifted ? "shift+" : ""}${plainName(event)}`;
}

/** @param {KeyboardEvent} event */
function plainName(event) {
  return event.key.length === 1 ? event.key.toLowerCase() : event.key;
}

/** @param {KeyboardEvent} event */
function isWithControl(event) {
  return event.ctrlKey || event.metaKey;
}

/** @param {KeyboardEvent} event */
function isBusy(event) {
  const target = /** @type {HTMLElement} */ (event.target);
  if (document.querySelector("dialog[open]")) return true;
  if (target.closest("input, textarea, select, [contenteditable='true']")) return true;
  // Space and Enter belong to the control that has the focus.
  return [" ", "Enter"].includes(event.key) && target.closest("button, a, summary, [role='tab']") !== null;
}

/** A button that the mouse has pressed gives the focus back, or the next Space would press it again. @param {MouseEvent} event */
function leaveButton(event) {
  const button = /** @type {Element} */ (event.target).closest("button, summary");
  if (event.detail > 0 && button instanceof HTMLElement && !button.closest("dialog")) button.blur();
}
