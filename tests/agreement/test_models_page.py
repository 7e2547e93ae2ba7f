"""docs/models.md: its example runs, and it names the models that are known."""

import re
import shlex
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import numpy as np

from models.another_recogniser import CommandTranscriber
from models.asr import Track
from models.catalogue import published
from models.intervals import Interval
from pipeline.settings import PROJECT

PAGE = (PROJECT / "docs" / "models.md").read_text("utf-8")
ANSWER = '{"code": 0, "text": "您好。", "sentences": [{"text": "您好。", "start": 1100, "end": 1100}]}'.encode()


class FunAsr(BaseHTTPRequestHandler):
    """Answers as FunASR's HTTP server does, to a form with a WAV file in the field `audio`."""

    def do_POST(self):
        form = self.rfile.read(int(self.headers["Content-Length"]))
        fine = self.path == "/recognition" and b'name="audio"' in form and b"RIFF" in form and b"WAVE" in form
        self.send_response(200 if fine else 422)
        self.end_headers()
        self.wfile.write(ANSWER)

    def log_message(self, *_):
        """Say nothing."""


def test_the_example_of_another_recogniser_runs(tmp_path):
    (script,) = re.findall(r"```python\n(.*?)```", PAGE, re.S)
    (command,) = re.findall(r'TINGJIAN_ASR_COMMAND="python (\S+) (\S+) (\S+)"', PAGE)
    (tmp_path / command[0]).write_text(script, encoding="utf-8")
    with HTTPServer(("127.0.0.1", 0), FunAsr) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = command[1].replace("asr.example:8000", f"127.0.0.1:{server.server_port}")
        other = CommandTranscriber(shlex.join([sys.executable, str(tmp_path / command[0]), url, command[2]]))
        ((turn,),) = other.transcribe([Track(np.zeros(16_000 * 3, np.float32), (Interval(1.0, 2.0),))])
        server.shutdown()
    assert turn.text == "您好。"


def test_every_known_model_is_in_the_table():
    rows = dict(re.findall(r"^\| ([a-z0-9-]+) \|[^|]*\| ([0-9,]+) MB \|", PAGE, re.M))
    megabytes = {name: f"{known.size_bytes / 1e6:,.0f}" for name, known in published().items()}
    assert rows == megabytes
