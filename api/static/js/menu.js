// The navigation of a phone: a button shows and hides it.

export function installMenu() {
  const button = document.querySelector("[data-menu]");
  if (!button) return;
  const open = (/** @type {boolean} */ shown) => {
    button.setAttribute("aria-expanded", String(shown));
    button.closest(".bar")?.classList.toggle("is-open", shown);
  };
  button.addEventListener("click", () => open(button.getAttribute("aria-expanded") !== "true"));
  document.addEventListener("keydown", (event) => event.key === "Escape" && open(false));
  document.addEventListener("click", (event) => {
    if (!/** @type {Element} */ (event.target).closest(".bar")) open(false);
  });
}
