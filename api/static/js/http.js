// Requests to our own API; every failure becomes an ApiError with a sentence for people.

import { text } from "./texts.js";

export class ApiError extends Error {
  /**
   * @param {number} status 0 where no answer came
   * @param {string} message
   * @param {{ field: string, problem: string }[]} [fields] what is wrong with which field
   */
  constructor(status, message, fields = []) {
    super(message);
    this.status = status;
    this.fields = fields;
  }
}

/**
 * @param {string} method
 * @param {string} url
 * @param {unknown} [body] sent as JSON; a file as it is
 * @returns {Promise<any>} the answer's JSON; null where it has none
 */
export async function send(method, url, body) {
  const response = await request(method, url, body);
  const isJson = response.headers.get("content-type")?.includes("json");
  const text = await response.text(); // an answer without content may still be called JSON
  const answer = isJson && text !== "" ? JSON.parse(text) : null;
  if (!response.ok) throw new ApiError(response.status, answer?.detail ?? explain(response.status), answer?.fields ?? []);
  return answer;
}

/**
 * @param {string} method
 * @param {string} url
 * @param {unknown} [body]
 * @returns {Promise<string>} a piece of a page
 */
export async function sendForHtml(method, url, body) {
  const response = await request(method, url, body);
  const text = await response.text();
  if (response.ok) return text;
  const isJson = response.headers.get("content-type")?.includes("json");
  throw new ApiError(response.status, (isJson && JSON.parse(text).detail) || explain(response.status));
}

/**
 * For a page that is being left: nobody waits for the answer.
 * @param {string} method
 * @param {string} url
 */
export function sendLast(method, url) {
  fetch(url, { method, headers: { "X-CSRF-Token": csrfToken() }, keepalive: true }).catch(() => undefined);
}

/**
 * @param {string} method
 * @param {string} url
 * @param {unknown} [body]
 */
async function request(method, url, body) {
  /** @type {Record<string, string>} */
  const headers = { "X-CSRF-Token": csrfToken(), Accept: "application/json, text/html" };
  if (body !== undefined) headers["Content-Type"] = body instanceof Blob ? "application/octet-stream" : "application/json";
  try {
    return await fetch(url, { method, headers, body: body === undefined || body instanceof Blob ? body : JSON.stringify(body) });
  } catch {
    throw new ApiError(0, text("offline"));
  }
}

export function csrfToken() {
  return document.querySelector("meta[name='csrf-token']")?.getAttribute("content") ?? "";
}

/** @param {number} status */
export function explain(status) {
  if (status === 401) return text("signed-out");
  if (status === 403) return text("not-allowed");
  if (status === 404) return text("not-found");
  if (status === 409) return text("conflict");
  if (status === 413) return text("too-large");
  if (status === 429) return text("too-often");
  return text("server-failed");
}
