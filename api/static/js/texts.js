// What scripts say. The page hands the texts over in its reader's language: api/pages/script_texts.py lists them.

/** @type {Record<string, string | [string, string]>} */
const TEXTS = JSON.parse(document.querySelector("[data-texts]")?.getAttribute("data-texts") ?? "{}");

/**
 * @param {string} key
 * @param {Record<string, string | number>} [values] what stands for `%(name)s`; `num` chooses between one and many
 */
export function text(key, values = {}) {
  const found = TEXTS[key] ?? key;
  const form = Array.isArray(found) ? found[values.num === 1 ? 0 : 1] : found;
  return form.replace(/%\((\w+)\)s/g, (_, name) => String(values[name] ?? ""));
}
