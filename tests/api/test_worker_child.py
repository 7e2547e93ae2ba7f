"""The worker that ``serve --worker`` starts."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from pipeline.settings import PROJECT

CHILD = """
import os, time
from api.server.worker import end_with_parent
end_with_parent()
print(os.getpid(), flush=True)
time.sleep(600)
"""
PARENT = f"""
import sys, time
from api.server.worker import Worker
Worker((sys.executable, "-c", {CHILD!r})).start()
time.sleep(600)
"""


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_it_ends_with_its_parent_however_that_ends():
    parent = subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE, text=True, cwd=PROJECT)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    assert is_running(child)
    os.kill(parent.pid, signal.SIGKILL)
    parent.wait()
    until = time.monotonic() + 15
    while is_running(child) and time.monotonic() < until:
        time.sleep(0.1)
    assert not is_running(child)
