"""How fast the server makes the pages of a store with many calls.

    python -m benchmarks.pages                    # 10,000 generated calls in SQLite
    python -m benchmarks.pages --calls 100000 --folder FOLDER

Times are processor time of the whole answer inside one process, the database included, without a network: sign-in,
access rules, queries, template, and for a call page the note in the audit trail; so a busy machine hardly counts. The
first request to each page, which fills caches, is shown apart (``first``); the last column is the median by the clock.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from pathlib import Path

from fastapi.testclient import TestClient

from benchmarks.many_calls import fill
from pipeline.storage import Database, migrate
from tests.api.site import Site, open_site

SHARE_SLOWEST = 0.95
LIMIT_MS = 300.0


def measure(client: TestClient, path: str, times: int) -> tuple[list[float], list[float]]:
    """Milliseconds of each request, of processor time and by the clock; raises SystemExit where there is no page."""
    took, waited = [], []
    for _ in range(times):
        start, began = time.process_time(), time.perf_counter()
        answer = client.get(path)
        took.append(1000 * (time.process_time() - start))
        waited.append(1000 * (time.perf_counter() - began))
        if answer.status_code not in (200, 303):
            raise SystemExit(f"{path} answers {answer.status_code}")
    return took, waited


def paths(call_ids: list[str]) -> dict[str, str]:
    middle = call_ids[len(call_ids) // 2]
    return {
        "queue": "/queue",
        "queue, one team": "/queue?team=二组",
        "queue, doubtful only": "/queue?why=doubtful",
        "next of the queue": "/queue/next",
        "all calls": "/calls",
        "all calls, lowest score first": "/calls?sort=score",
        "all calls, failed greeting": "/calls?check=greeting&verdict=fail",
        "all calls, one category": "/calls?category=dismissive&period=this_month",
        "all calls, many conditions": "/calls?team=二组&scored=yes&changed=no&published=yes&most=80&sort=agent",
        "board of agents": "/board/agent?order=worst",
        "board of checks": "/board/check",
        "board of weeks": "/board/week",
        "board of promises": "/board/commitments",
        "all calls, words said": "/calls?q=打印机",
        "examples, forbidden language": "/coaching/clips",
        "examples, one category": "/coaching/clips?category=dismissive",
        "examples, one team": "/coaching/clips?team=二组",
        "examples, greeting": "/coaching/clips?check=greeting",
        "call": f"/calls/{middle}",
        "parts of a call after a decision": f"/calls/{middle}/parts",
    }


def run(site: Site, call_ids: list[str], times: int) -> bool:
    client = site.sign_in("admin", f"bench-{time.time_ns()}")  # who may open all of them
    print(f"{'page':34}{'first':>9}{'median':>9}{'p95':>9}{'clock':>9}  ms")
    fast = True
    for name, path in paths(call_ids).items():
        took, waited = measure(client, path, times)
        slowest = sorted(took[1:])[int(SHARE_SLOWEST * (len(took) - 2))]
        figures = (took[0], statistics.median(took), slowest, statistics.median(waited))
        print(f"{name:34}{''.join(f'{one:9.1f}' for one in figures)}", flush=True)
        fast = fast and slowest < LIMIT_MS
    return fast


def open_store(folder: Path) -> Site:
    """A site on the store in ``folder``, which is made where there is none."""
    file = folder / "tingjian.db"
    if not file.is_file():
        return open_site(folder)
    database = Database(f"sqlite:///{file}")
    migrate(database)
    return open_site(folder, database)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--calls", type=int, default=10_000)
    parser.add_argument("--times", type=int, default=40, help="requests to each page")
    parser.add_argument("--folder", type=Path, help="where the store lies; used again where it is filled")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        site = open_store(arguments.folder or Path(temporary))
        start = time.perf_counter()
        call_ids = fill(site.database, arguments.calls)
        print(f"{len(call_ids)} calls, filled in {time.perf_counter() - start:.0f} s\n")
        fast = run(site, call_ids, arguments.times)
        site.close()
    print(f"\nevery page below {LIMIT_MS:.0f} ms: {'yes' if fast else 'NO'}")
    return 0 if fast else 1


if __name__ == "__main__":
    sys.exit(main())
