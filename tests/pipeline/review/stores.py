"""Judged calls with forbidden phrases in a store, and people."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pipeline.domain.call import Call
from pipeline.domain.record import Judgement
from pipeline.review.policy import keep_judgement
from pipeline.storage import Database
from pipeline.storage import calls as stored_calls
from pipeline.storage.judgements import save_labels, save_transcript
from pipeline.storage.recordings import RecordingStore, digest
from pipeline.storage.tables import CallRow, CallState, FindingRow, UserRow
from tests.builders import agent, call, customer
from tests.pipeline.review.calls import judgement, pack

_numbers = itertools.count(1)


def bad_call(ending: str = "好吧。") -> Call:
    """A polite frame around two forbidden sentences; the ending makes one call differ from another."""
    return call(
        agent("您好，这里是信息科服务热线，请问有什么可以帮您？"),
        customer("我是财务部的曹颖，打印机坏了，打不出来。"),
        agent("这个不归我管，你找别人。"),
        customer("我的电话是一三八零零一三八零零零。"),
        agent("大概明天吧。"),
        customer(ending),
        agent("还有其他需要帮助的吗？感谢您的来电，再见。"),
    )


def curt_call() -> Call:
    """Neither greeting nor thanks, and a forbidden sentence."""
    return call(
        agent("喂。"),
        customer("我是财务部的曹颖，打印机坏了，打不出来。"),
        agent("这个不归我管，你找别人。"),
        customer("我的电话是一三八零零一三八零零零。"),
        agent("记下了，再见。"),
    )


def rude_call() -> Call:
    """An insult: a veto, once the rule is trusted."""
    return call(
        agent("您好，这里是信息科服务热线，请问有什么可以帮您？"),
        customer("我是财务部的曹颖，打印机坏了，打不出来。"),
        agent("你怎么这么笨，滚。"),
        customer("好吧。"),
        agent("还有其他需要帮助的吗？感谢您的来电，再见。"),
    )


def good_call(ending: str = "好的。") -> Call:
    return call(
        agent("您好，这里是信息科服务热线，请问有什么可以帮您？"),
        customer("我是财务部的曹颖，打印机今早坏了，打不出来。"),
        agent("请问您的联系电话是多少？"),
        customer("我的电话是一三八零零一三八零零零。"),
        agent("您的电话是一三八零零一三八零零零，对吗？"),
        customer("对的。"),
        agent("好的，工程师两小时之内与您联系，为您修好打印机。"),
        customer(ending),
        agent("还有其他需要帮助的吗？"),
        customer("没有了。"),
        agent("感谢您的来电，再见。"),
    )


@dataclass
class People:
    """Ids of users."""

    reviewer: int
    other: int
    agent: int


def people(database: Database) -> People:
    with database.writing() as session:
        rows = [
            UserRow(name=f"{role}-{next(_numbers)}", display_name=name, role=role, agent_id=agent_id, password_hash="-")
            for role, name, agent_id in (
                ("reviewer", "复核员甲", None),
                ("reviewer", "复核员乙", None),
                ("agent", "坐席", "A001"),
            )
        ]
        session.add_all(rows)
        session.flush()
        return People(*(row.id for row in rows))


def keep(
    database: Database,
    heard: Call,
    *,
    judged: Judgement | None = None,
    audio: Path | None = None,
    recordings: RecordingStore | None = None,
    sha256: str = "",
    agent_id: str = "A001",
    started_at: datetime | None = None,
) -> str:
    """Store a judged call; returns its id."""
    if audio is not None and recordings is not None:
        recordings.add(audio)
        sha256 = digest(audio)[0]
    sha256 = sha256 or f"{0xF0000000 + next(_numbers):08x}" + "0" * 56  # outside of the random share
    id = stored_calls.call_id_of(sha256)
    with database.writing() as session:
        new = stored_calls.NewCall(sha256, 1, "audio", "test.wav", f"call-{id[:8]}", started_at=started_at)
        stored_calls.register(session, new)
        transcript = save_transcript(session, id, heard)
        kept = judged or judgement(heard)
        save_labels(session, transcript, "test", kept.facts.labels)
        keep_judgement(session, transcript, kept, "test", pack().rubric.review)
        row = stored_calls.get_call(session, id)
        row.state, row.agent_id = CallState.DONE, agent_id
    return id


def failed_findings(database: Database, call_id: str, check: str = "forbidden_phrases") -> list[int]:
    with database.reading() as session:
        row = session.get_one(CallRow, call_id)
        known = session.query(FindingRow).filter_by(judgement_id=row.judgement_id, check=check, passed=False)
        return [found.id for found in known.order_by(FindingRow.ordinal)]
