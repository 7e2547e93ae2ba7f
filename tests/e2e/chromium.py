"""A Chromium to drive: the system's, or one that is installed now. ``python -m tests.e2e.chromium`` does it before any
test runs: two test processes could not install at the same time."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from functools import cache

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage")
INSTALL_SECONDS = 600


@cache
def executable() -> str | None:
    """The path of the system's Chromium; None: Playwright's own is installed. Raises RuntimeError where none can be."""
    if (found := _found()) is not None:
        return found
    tried = []
    if os.geteuid() == 0 and shutil.which("apt-get"):
        tried.append("apt-get install chromium")
        _run("apt-get", "update")
        if _run("apt-get", "install", "-y", "--no-install-recommends", "chromium", "fonts-noto-cjk"):
            return _found()
    tried.append("playwright install chromium")
    if _run(sys.executable, "-m", "playwright", "install", "chromium"):
        return None
    raise RuntimeError(f"the browser tests need Chromium, and none could be installed; tried: {', '.join(tried)}")


def _found() -> str | None:
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def _run(*command: str) -> bool:
    try:
        done = subprocess.run(command, capture_output=True, timeout=INSTALL_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


if __name__ == "__main__":
    executable()
