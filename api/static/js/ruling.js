// An appeal's ruling: a check with another verdict becomes one of the form's `changes`.

for (const row of document.querySelectorAll("[data-rejudge]")) {
  const to = /** @type {HTMLSelectElement} */ (row.querySelector("[data-to]"));
  const why = /** @type {HTMLInputElement} */ (row.querySelector("[data-why]"));
  const change = /** @type {HTMLInputElement} */ (row.querySelector("[data-json]"));
  const write = () => {
    change.disabled = to.value === "";
    why.hidden = change.disabled;
    if (!change.disabled) change.value = JSON.stringify({ ...JSON.parse(to.value), comment: why.value.trim() || null });
  };
  to.addEventListener("change", write);
  why.addEventListener("input", write);
  write();
}
