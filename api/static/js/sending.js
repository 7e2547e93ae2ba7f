// One file to the API, with its progress: `fetch` does not tell how much of a body is sent.
import { ApiError, csrfToken, explain } from "./http.js";
import { text } from "./texts.js";

/**
 * @param {string} url
 * @param {File} file
 * @param {Record<string, string>} fields
 * @param {(share: number) => void} progress 0-1
 * @returns {Promise<any>} the answer's JSON; rejects with an ApiError
 */
export function sendFile(url, file, fields, progress) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append("file", file, file.name);
  const request = new XMLHttpRequest();
  request.open("POST", url);
  request.responseType = "json";
  request.setRequestHeader("X-CSRF-Token", csrfToken());
  request.setRequestHeader("Accept", "application/json");
  return new Promise((resolve, reject) => {
    request.upload.addEventListener("progress", (event) => progress(event.total ? event.loaded / event.total : 1));
    request.addEventListener("error", () => reject(new ApiError(0, text("offline"))));
    request.addEventListener("load", () => {
      if (request.status < 300) resolve(request.response);
      else reject(new ApiError(request.status, request.response?.detail ?? explain(request.status)));
    });
    request.send(form);
  });
}
