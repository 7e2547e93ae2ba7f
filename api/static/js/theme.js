// Light, dark, or as the system has it. A cookie keeps the choice, so that the server sends the right page at once.

const YEAR_SECONDS = 365 * 24 * 3600;

/** @returns {"light" | "dark"} what is shown now */
export function currentTheme() {
  const chosen = document.documentElement.dataset.theme;
  if (chosen === "light" || chosen === "dark") return chosen;
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

export function installThemeSwitch() {
  for (const button of document.querySelectorAll("[data-theme-switch]")) {
    button.addEventListener("click", () => choose(currentTheme() === "dark" ? "light" : "dark"));
  }
}

/** @param {"light" | "dark"} theme */
function choose(theme) {
  document.documentElement.dataset.theme = theme;
  document.cookie = `theme=${theme}; path=/; max-age=${YEAR_SECONDS}; samesite=lax`;
  document.dispatchEvent(new CustomEvent("themechange"));
}
