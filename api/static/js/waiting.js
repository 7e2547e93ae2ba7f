// A call that is not analysed yet: look again every few seconds, and show it when it is there.
import { send } from "./http.js";

const PAUSE_MS = 4000;
const callId = document.querySelector("[data-waiting]")?.getAttribute("data-waiting");

async function look() {
  const call = await send("GET", `/api/v1/calls/${callId}`).catch(() => null);
  if (call && (call.state === "done" || call.state === "failed")) location.reload();
  else setTimeout(look, PAUSE_MS);
}

if (callId) setTimeout(look, PAUSE_MS);
