"""How fast and how right calls are heard and judged, beside plain faster-whisper on the same channels.

    python -m benchmarks.recognition                      # the samples
    python -m benchmarks.recognition FOLDER --limit 4     # recordings with <id>.truth.json

Each contender runs in a process of its own, one after the other; before the clock starts it loads its models and hears
one sample, as a worker that runs for days has done. CER compares letters only, digits as Chinese characters; of mono
recordings the text of both speakers together.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.labelled import labelled, wrong_letters

SAMPLES = Path(__file__).resolve().parents[1] / "samples"
NAMES = {"ours": "recording to scorecard", "plain": "faster-whisper transcribe()"}


def measure(name: str, folder: Path, limit: int, threads: int) -> dict:
    """Run one contender in this process: seconds (wall, CPU, not recognition), letters, peak memory in MiB."""
    from benchmarks.contenders import Ours, Plain

    contender = Ours(threads) if name == "ours" else Plain(threads)
    recordings = labelled(folder, limit)
    list(contender.hear(labelled(SAMPLES, 1)))
    contender.start()
    letters = {"stereo": [0, 0], "mono": [0, 0]}
    seconds, before, own = 0.0, os.times(), time.thread_time()
    for recording, heard, duration in contender.hear(recordings):
        for place, count in enumerate(wrong_letters(recording.said, heard)):
            letters["stereo" if recording.stereo else "mono"][place] += count
        seconds += duration
    own, after = time.thread_time() - own, os.times()
    return {
        "seconds": seconds,
        "wall": after.elapsed - before.elapsed,
        "cpu": after.user + after.system - before.user - before.system,
        "other": contender.other(own) if isinstance(contender, Ours) else 0.0,
        "letters": letters,
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def apart(name: str, args: argparse.Namespace) -> dict:
    """Measure in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.recognition", str(args.folder), "--run", name]
    command += ["--limit", str(args.limit), "--threads", str(args.threads)]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True)
    return json.loads(done.stdout.splitlines()[-1])


def row(name: str, figures: dict) -> str:
    """One line of the table."""
    rates = [f"{figures[key] / figures['seconds']:.4f}" for key in ("wall", "cpu")]
    errors = [f"{wrong / total:.3f}" if total else "-" for wrong, total in figures["letters"].values()]
    share = f"{figures['other'] / figures['cpu']:.1%}" if figures["other"] else "-"
    return "| " + " | ".join([NAMES[name], *rates, *errors, share, f"{figures['peak_mib']:.0f} MiB"]) + " |"


def table(found: dict[str, dict]) -> str:
    """All figures, and how many times faster we are."""
    columns = ["", "wall s/s", "CPU s/s", "CER stereo", "CER mono", "not recognition", "peak memory"]
    head = f"| {' | '.join(columns)} |\n|---|{'--:|' * (len(columns) - 1)}"
    lines = [head, *(row(name, figures) for name, figures in found.items())]
    if len(found) == 2:
        wall, cpu = (found["plain"][key] / found["ours"][key] for key in ("wall", "cpu"))
        lines.append(f"\n{wall:.1f} times the throughput by the clock, {cpu:.1f} times by CPU seconds")
    return "\n".join([*lines, f"{found['ours']['seconds']:.0f} s of recordings"])


def main() -> None:
    """Read the arguments, run the contenders, print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", default=SAMPLES)
    parser.add_argument("--threads", type=int, default=min(8, os.cpu_count() or 1))
    parser.add_argument("--limit", type=int, default=1000, help="only so many recordings")
    parser.add_argument("--no-baseline", action="store_true", help="leave plain faster-whisper out: it is slow")
    parser.add_argument("--run", choices=list(NAMES), help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.run:
        print(json.dumps(measure(args.run, args.folder, args.limit, args.threads)))
        return
    print(table({name: apart(name, args) for name in NAMES if name == "ours" or not args.no_baseline}))


if __name__ == "__main__":
    main()
