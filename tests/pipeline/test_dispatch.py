"""What waits is handed to Prefect once, in portions; what Prefect has lost is handed out again."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from pipeline.dispatch import Dispatcher
from pipeline.storage import calls, jobs
from pipeline.storage.lease import abandon
from pipeline.storage.tables import CallRow


@pytest.fixture
def prefect():
    """Speaks as much of Prefect's API as is asked; ``runs`` are the flow runs that it has."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.answer({"id": self.path.rpartition("/name/")[2]})

        def do_POST(self):
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            if self.path.endswith("/filter"):
                (flow,), states = asked["flows"]["name"]["any_"], asked["flow_runs"]["state"]["type"]["any_"]
                found = [run for run in server.runs if run["flow"] == flow and run["state"] in states]
                self.answer(found[asked["offset"] :][: asked["limit"]])
            else:
                flow = self.path.split("/deployments/")[1].split("/")[0]
                server.runs.append({"flow": flow, "state": "SCHEDULED", "id": "x", "parameters": asked["parameters"]})
                self.answer(server.runs[-1])

        def answer(self, what):
            body = json.dumps(what).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.runs, server.url = [], f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def take_in(database, first, count):
    with database.writing() as session:
        for n in range(first, first + count):
            calls.register(session, calls.NewCall(f"{n << 200:064x}", 10, "audio", f"{n}.wav", f"call-{n}"))


def portions(prefect):
    return [len(run["parameters"]["call_ids"]) for run in prefect.runs if run["flow"] == "hear-calls"]


def ask_again(dispatcher):
    dispatcher._asked = float("-inf")
    return dispatcher.hand_out()


def test_what_waits_is_handed_out_once(database, prefect):
    take_in(database, 1, calls.BATCH + 3)
    dispatcher = Dispatcher(database, prefect.url)
    assert dispatcher.hand_out() == 2
    assert dispatcher.hand_out() == 0
    assert Dispatcher(database, prefect.url).hand_out() == 0  # another process asks Prefect first
    assert portions(prefect) == [calls.BATCH, 3]
    given = [call_id for run in prefect.runs for call_id in run["parameters"]["call_ids"]]
    assert len(set(given)) == calls.BATCH + 3


def test_while_runs_wait_for_a_worker_only_whole_portions_are_added(database, prefect):
    take_in(database, 1, 1)
    dispatcher = Dispatcher(database, prefect.url)
    assert dispatcher.hand_out() == 1
    take_in(database, 2, 5)
    assert dispatcher.hand_out() == 0
    take_in(database, 7, calls.BATCH)
    assert dispatcher.hand_out() == 1
    prefect.runs[0]["state"] = prefect.runs[1]["state"] = "RUNNING"
    assert dispatcher.hand_out() == 1
    assert portions(prefect) == [1, calls.BATCH, 5]


@pytest.mark.parametrize(
    ("state", "again"),
    [
        ("SCHEDULED", 0),
        ("PAUSED", 0),
        ("RUNNING", 0),
        ("CANCELLED", 0),
        ("CRASHED", 1),
        ("FAILED", 1),
        ("COMPLETED", 1),
    ],
)
def test_a_run_that_did_not_do_its_work_is_made_good_and_what_people_stopped_is_not(database, prefect, state, again):
    take_in(database, 1, 2)
    dispatcher = Dispatcher(database, prefect.url)
    dispatcher.hand_out()
    prefect.runs[0]["state"] = state
    assert ask_again(dispatcher) == again


def test_a_suspect_goes_alone(database, prefect):
    take_in(database, 1, 3)
    with database.writing() as session:
        gone = calls.claim(session, "gone", 60).call_id
        abandon(session, CallRow, "gone")
    Dispatcher(database, prefect.url).hand_out()
    assert portions(prefect) == [2, 1]
    assert prefect.runs[1]["parameters"]["call_ids"] == [gone]


def test_jobs_are_handed_out_too(database, prefect):
    with database.writing() as session:
        job_id = jobs.enqueue(session, "rescore", {}).id
    dispatcher = Dispatcher(database, prefect.url)
    assert [dispatcher.hand_out() for _ in range(2)] == [1, 0]
    assert prefect.runs[0]["parameters"] == {"job_id": job_id}


def test_prefect_learns_ids_only(database, prefect):
    take_in(database, 1, 2)
    Dispatcher(database, prefect.url).hand_out()
    assert set(prefect.runs[0]["parameters"]) == {"call_ids"}
    assert all(len(call_id) == 32 for call_id in prefect.runs[0]["parameters"]["call_ids"])
