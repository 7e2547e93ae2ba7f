"""The command as a process of its own: start-up, pipes that close, Ctrl-C, logs."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence

import pytest

from pipeline.settings import PROJECT
from tests.pipeline.cli import calls
from tests.pipeline.fakes import raising

FAKED = """
import json, sys, time
import pipeline.cli.analyze, pipeline.work.analyze
from tests.pipeline.fakes import FakeTranscriber, filled_engine

class Slow(FakeTranscriber):
    def transcribe(self, tracks):
        print("recognising", file=sys.stderr, flush=True)
        time.sleep(float(sys.argv[1]))
        return super().transcribe(tracks)

pipeline.work.analyze.GROUP_CALLS = 1
pipeline.cli.analyze.Engine = lambda settings: filled_engine(settings, Slow())
from pipeline.cli.main import run
*first, last = json.loads(sys.argv[2])
for command in first:
    try:
        run(command)
    except SystemExit as ended:
        assert ended.code == 1, ended.code
run(last)
"""
PATIENCE = 150.0  # seconds that a process may take on a busy machine
HEAVY = ("numpy", "av", "sklearn", "scipy", "pandas", "faster_whisper", "ctranslate2", "pydantic", "yaml", "jieba")


@pytest.fixture
def started(tmp_path):
    """Starts one process with fakes that runs ``tingjian`` with each list of arguments in turn; all but the last
    end with status 1. The recogniser takes ``slow`` seconds for each recording."""

    def start(*commands: Sequence[str], slow: float = 0.0, **more: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-c", FAKED, str(slow), json.dumps(commands)]
        environment = {**os.environ, "PYTHONPATH": str(PROJECT), **more}
        return subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    return start


def test_help_is_there_at_once():
    """Nothing heavy is imported: only then is it fast on a slow disk, too."""
    code = f"""
import sys, time
from pipeline.cli.main import run
try:
    run(["--help"])
except SystemExit as end:
    print(time.process_time(), [name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)
    sys.exit(end.code)
"""
    ran = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=True)
    assert "analyze" in ran.stdout
    used, heavy = ran.stderr.split(maxsplit=1)
    assert float(used) < 3  # seconds of CPU; 0.4 on an idle machine
    assert heavy == "[]\n"


def test_ctrl_c(started, tmp_path):
    calls.stereo_call(tmp_path / "a.wav")
    process = started(["analyze", "a.wav", "--out", "out"], slow=2 * PATIENCE)
    for line in process.stderr:
        if b"recognising" in line:
            break
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130
    assert out == b""
    assert b"Traceback" not in err
    assert list((tmp_path / "out").iterdir()) == []


def test_a_reader_that_has_seen_enough(started, tmp_path):
    for n in range(4):
        calls.stereo_call(tmp_path / f"{n}.wav", seed=n)
    process = started(["analyze", ".", "--json"])
    first = process.stdout.readline()
    process.stdout.close()
    errors = process.stderr.read()
    process.wait(timeout=PATIENCE)
    assert first.startswith(b'{"schema": 1')
    assert b"Traceback" not in errors
    assert b"Exception ignored" not in errors
    assert "失败".encode() not in errors


@pytest.mark.parametrize("encoding", ["ascii", "gbk", "utf-8"])
def test_streams_of_other_encodings(started, tmp_path, encoding):
    calls.stereo_call(tmp_path / "通话😀.wav")
    calls.empty(tmp_path / "坏😀.wav")
    process = started(["analyze", "."], ["analyze", ".", "--json"], PYTHONIOENCODING=encoding)
    out, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 1
    assert b"Traceback" not in err
    *table, result = out.splitlines()
    assert any(line.strip() for line in table)
    assert json.loads(result.decode("utf-8"))["call"]["id"] == "通话😀"


def test_logs_hold_nothing_of_what_was_said(started, tmp_path):
    """Not even at DEBUG, when something crashes or a transcript is faulty."""
    calls.stereo_call(tmp_path / "a.wav")
    one = {"role": "agent", "start": 0, "end": 1, "text": "秘密一三八"}
    calls.transcript(tmp_path / "b.transcript.json", [one, one | {"start": "秘密一三八"}])
    calls.transcript(tmp_path / "c.transcript.json", [one])
    (tmp_path / "m.csv").write_text("recording,customer_number,direction\na.wav,13800138000,13800138000\n")
    process = started(["analyze", ".", "--manifest", "m.csv", "--out", "out"], TINGJIAN_LOG="DEBUG")
    _, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 1
    for secret in ("13800138000", "秘密", "打印机"):
        assert secret not in err.decode()
    assert "13800138000" in (tmp_path / "out" / "a.json").read_text("utf-8")


def test_a_crash_at_debug_tells_where_but_not_what(tingjian, tmp_path, monkeypatch, caplog):
    monkeypatch.setenv("TINGJIAN_LOG", "DEBUG")
    monkeypatch.setattr("pipeline.work.assess.judge", raising(ValueError("我的电话是13800138000")))
    ran = tingjian("analyze", calls.stereo_call(tmp_path / "a.wav"))
    assert ran.status == 1
    assert "unexpected ValueError" in caplog.text
    assert "fakes.py" in caplog.text
    assert "13800138000" not in caplog.text + ran.err
