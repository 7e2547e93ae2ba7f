"""A store full of generated calls: a few dozen conversations, judged once, stored again and again under new names."""

from __future__ import annotations

import hashlib
import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline.domain.call import Call
from pipeline.domain.record import Record
from pipeline.judge import judge
from pipeline.lexicon import Pack
from pipeline.record import record_of
from pipeline.review.policy import in_audit_sample, risk_of
from pipeline.storage import Database
from pipeline.storage.call_json import dump_call
from pipeline.storage.judgements import details_of, put_in_force
from pipeline.storage.tables import CallRow, CallState, JudgementRow, RecordingRow, ScorecardRow, TranscriptRow
from tests.builders import agent, call, customer, doubted
from tests.stored_calls import hotline

TEMPLATES, BATCH, SEED = 36, 500, 7
TEAMS = ("一组", "二组", "三组", "四组")
RUDE = (
    ("大概明天才能有人过去。", "vague"),
    ("这个不归我管，你找别人吧。", "dismissive"),
    ("别啰嗦，讲重点。", "impatient"),
    ("我也没办法。", "dismissive"),
)
POLITE = ("好的，我马上为您登记。", "请您稍等，我查一下。", "麻烦您说一下具体的楼层。", "三十分钟之内给您回电话。")
ASKED = (
    "三楼的打印机从上午开始一直卡纸。",
    "邮箱登不上去，提示密码错误。",
    "会议室的投影没有信号。",
    "网络特别慢，什么都打不开。",
)


@dataclass(frozen=True, slots=True)
class Template:
    """One judged conversation."""

    call: Call
    body: str
    record: Record


def fill(database: Database, count: int) -> list[str]:
    """Bring the store to ``count`` generated calls; returns the ids of all its calls."""
    with database.reading() as session:
        known = len(list(session.scalars(select(CallRow.id))))
    made = _templates() if known < count else []
    for first in range(known, count, BATCH):
        with database.writing() as session:
            _add(session, made, range(first, min(first + BATCH, count)))
    with database.reading() as session:
        return list(session.scalars(select(CallRow.id).order_by(CallRow.id)))


def _templates() -> list[Template]:
    dice, pack = random.Random(SEED), hotline()
    return [_judged(_conversation(dice), dice, pack) for _ in range(TEMPLATES)]


def _judged(heard: Call, dice: random.Random, pack: Pack) -> Template:
    labels = [
        doubted(u.index, len(u.text), {category: dice.uniform(0.6, 0.99)}, (text,))
        for u in heard.utterances
        for text, category in RUDE
        if u.text == text
    ]
    return Template(heard, dump_call(heard), record_of(judge(heard, pack, labels)))


def _conversation(dice: random.Random) -> Call:
    """Three to five minutes: about sixty utterances."""
    spoken = [agent("您好，这里是信息科服务热线，请问有什么可以帮您？"), customer(dice.choice(ASKED))]
    for _ in range(dice.randint(24, 34)):
        rude = dice.random() < 0.1
        spoken.append(agent(dice.choice(RUDE)[0] if rude else dice.choice(POLITE), confidence=dice.uniform(0.4, 1)))
        spoken.append(customer(dice.choice(ASKED)))
    return call(*spoken, agent("请问还有什么可以帮助您的吗？感谢您的来电，再见。"))


def _add(session: Session, made: list[Template], numbers: range) -> None:
    """Calls with everything that belongs to them, in bulk."""
    now = datetime.now(UTC)
    calls = {number: _call(number, made[number % len(made)], now) for number in numbers}
    session.add_all(_recording(row) for row in calls.values())
    session.flush()
    session.add_all(calls.values())
    session.flush()
    for number, row in calls.items():
        _judgement(session, row, made[number % len(made)])


def _call(number: int, template: Template, now: datetime) -> CallRow:
    sha256 = hashlib.sha256(f"generated {number}".encode()).hexdigest()
    at = now - timedelta(minutes=7 * number)
    return CallRow(
        id=sha256[:32],
        sha256=sha256,
        name=f"call-{number:06}",
        created_at=at,
        started_at=at,
        state=CallState.DONE,
        agent_id=f"A{number % 120:03}",
        team=TEAMS[number % 4],
        direction="inbound",
        duration=template.record.call.duration,
        risk=risk_of(template.record, hotline().rubric.review),
        audit_sample=in_audit_sample(sha256, hotline().rubric.review),
        review_state="published" if number % 5 == 0 else "none",
    )


def _recording(row: CallRow) -> RecordingRow:
    return RecordingRow(
        sha256=row.sha256,
        kind="audio",
        file_name=f"{row.name}.wav",
        size_bytes=1,
        channels=2,
        duration=row.duration,
        sampling_rate=8000,
        codec="pcm_mulaw",
    )


def _judgement(session: Session, row: CallRow, template: Template) -> None:
    record = template.record
    card, source = record.scorecard, record.provenance
    text = "\n".join(u.text for u in record.utterances)
    transcript = TranscriptRow(call_id=row.id, digest=row.sha256, body=template.body, text=text, asr_model="base")
    session.add(transcript)
    session.flush()
    judged = JudgementRow(
        call_id=row.id,
        transcript_id=transcript.id,
        basis=row.sha256,
        rubric=card.rubric,
        asr_model="base",
        rubric_version=card.rubric_version,
        lexicon=source.lexicon,
        lexicon_version=source.lexicon_version,
        lexicon_sha256=source.lexicon_sha256,
        version=source.version,
        total=card.total,
        grade=card.grade,
        fatal=card.fatal,
        needs_review=card.needs_review,
        record=record,
    )
    session.add(judged)
    session.flush()
    scored = ScorecardRow(
        call_id=row.id,
        judgement_id=judged.id,
        origin="machine",
        card=card,
        total=card.total,
        grade=card.grade,
        fatal=card.fatal,
    )
    session.add(scored)
    session.flush()
    row.transcript_id, row.judgement_id = transcript.id, judged.id
    put_in_force(row, scored, card.needs_review)
    session.add_all(details_of(judged, record))
