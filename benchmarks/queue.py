"""How many calls an hour the store's queue hands out: ``python -m benchmarks.queue DATABASE_URL --processes 4``.

Fills an empty store with made-up calls; processes claim, keep a judgement and finish, as workers do, without hearing
anything. Every call must be done exactly once.
"""

from __future__ import annotations

import argparse
import time
from multiprocessing import get_context

from sqlalchemy import func, select

from pipeline.judge import judge
from pipeline.lexicon import load_pack
from pipeline.settings import PROJECT
from pipeline.storage import Database, calls, judgements, migrate
from pipeline.storage.tables import CallRow, JudgementRow
from tests.builders import agent, call, customer

HEARD = call(agent("您好，这里是信息服务台，请问有什么可以帮您？"), customer("打印机坏了"), agent("大概明天吧。"))
LEASE = 60.0


def fill(database: Database, count: int) -> None:
    with database.writing() as session:
        for n in range(count):
            sha256 = f"{n << 200:064x}"
            calls.register(session, calls.NewCall(sha256, 10, "audio", f"{n}.wav", f"call-{n}"))


def work(url: str, number: int) -> int:
    database, owner, done = Database(url), f"worker-{number}", 0
    judgement = judge(HEARD, load_pack(PROJECT / "lexicons" / "hotline"))
    while True:
        with database.writing() as session:
            claim = calls.claim(session, owner, LEASE, suspects=False)
        if claim is None:
            return done
        with database.writing() as session:
            calls.finish(session, owner, claim.call_id)
            transcript = judgements.save_transcript(session, claim.call_id, HEARD)
            judgements.save_judgement(session, transcript, judgement, "k")
        done += 1


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("url")
    parser.add_argument("--processes", type=int, default=4)
    parser.add_argument("--calls", type=int, default=2000)
    given = parser.parse_args()
    database = Database(given.url)
    migrate(database)
    fill(database, given.calls)
    began = time.perf_counter()
    with get_context("spawn").Pool(given.processes) as pool:
        shares = pool.starmap(work, [(given.url, n) for n in range(given.processes)])
    seconds = time.perf_counter() - began
    with database.reading() as session:
        done = session.scalar(select(func.count()).select_from(CallRow).where(CallRow.state == "done"))
        judged = session.scalar(select(func.count()).select_from(JudgementRow))
    print(
        f"{done} of {given.calls} done, {judged} judgements, shares {shares}, {seconds:.1f} s,"
        f" {given.calls / seconds:.0f} calls/s"
    )


if __name__ == "__main__":
    main()
