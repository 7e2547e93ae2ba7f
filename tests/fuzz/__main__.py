"""``python -m tests.fuzz [--recordings N] [--requests N] [--seed N]``: status 1 where anything went wrong."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator

from tests.fuzz.recordings import fuzz_recordings
from tests.fuzz.requests import fuzz_requests


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--recordings", type=int, default=1000)
    options.add_argument("--requests", type=int, default=10_000)
    options.add_argument("--seed", type=int, default=int(time.time()))
    given = options.parse_args()
    say(f"seed {given.seed}")
    faults = report("mutated recordings", given.recordings, lambda: fuzz_recordings(given.recordings, given.seed))
    faults += report("made-up requests", given.requests, lambda: fuzz_requests(given.requests, given.seed))
    return 1 if faults else 0


def report(what: str, number: int, run: Callable[[], Iterator[str]]) -> int:
    began, faults = time.monotonic(), 0
    for fault in run():
        faults += 1
        say(f"  {fault}")
    say(f"{what}: {number} tried, {faults} faults, {time.monotonic() - began:.0f} s")
    return faults


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
