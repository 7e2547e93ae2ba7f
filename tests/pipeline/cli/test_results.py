"""The result of ``tingjian analyze``: the contract's fields and types, the same bytes each time."""

from typing import Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field

from tests.pipeline.cli import calls

Number = float | None


class Strict(BaseModel):
    """Every field is there, with the right type; more may be there."""

    model_config = ConfigDict(extra="allow", strict=True)


class CallOf(Strict):
    id: str
    recording: str | None
    sha256: str | None
    duration: Number
    channels: int | None
    sampling_rate: int | None
    codec: str | None
    agent_id: str | None
    direction: Literal["inbound", "outbound"]
    agent_channel: int | None


class Spoken(Strict):
    index: int
    role: Literal["agent", "customer", "system"]
    channel: int
    start: float
    end: float
    text: str
    confidence: float = Field(ge=0, le=1)


class Metrics(Strict):
    rings: int | None
    answered_at: Number
    first_response: Number
    response_gap: dict[Literal["median", "p90", "max"], float] | None
    talk_share: dict[Literal["agent", "customer"], float] | None
    speech_rate: dict[Literal["agent", "customer"], Number] | None
    silence_share: Number


class Slot(Strict):
    present: bool
    state: Literal["given", "asked", "missing"]
    value: str | None
    utterance: int | None


class Ticket(Strict):
    name: str | None
    unit: str | None
    phone: str | None
    address: str | None
    problem: str | None
    since: str | None


class Commitment(Strict):
    text: str
    due: str | None
    utterance: int
    start: float
    end: float


Verdict = Literal["pass", "fail", "unsure", "not_applicable", "error"]


class Check(Strict):
    check: str
    verdict: Verdict
    reason: str = Field(min_length=1)
    utterances: list[int]
    elements: dict[str, bool] | None = None


class Finding(Strict):
    check: str
    category: str | None
    phrase: str | None
    quote: str
    utterance: int
    start: float
    end: float
    match: Literal["exact", "sound", "similar", "rule"]
    confidence: float
    passed: bool
    reason: str
    suggestion: str | None


class Line(Strict):
    check: str
    weight: float
    earned: float
    verdict: Verdict


class Scorecard(Strict):
    rubric: str
    rubric_version: str
    total: float | None = Field(ge=0, le=100)
    grade: str | None
    unscored: str | None = None
    fatal: bool
    needs_review: bool
    lines: list[Line]


class Provenance(Strict):
    asr_model: str
    asr_options: dict[str, object]
    role_reasons: list[str]
    lexicon_sha256: str
    version: str


class Result(Strict):
    schema_: Literal[1] = Field(alias="schema")
    call: CallOf
    utterances: list[Spoken]
    removed: list[dict[Literal["start", "end", "text", "reason"], float | str]]
    metrics: Metrics
    five_w: dict[Literal["when", "who", "where", "what", "why", "how"], Slot] = Field(min_length=6)
    commitments: list[Commitment]
    ticket: Ticket
    checks: list[Check] = Field(min_length=15)
    findings: list[Finding]
    scorecard: Scorecard
    provenance: Provenance


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "f"
    made.mkdir()
    calls.stereo_call(made / "a.wav")
    calls.mono_call(made / "b.wav")
    calls.only_music(made / "c.wav")
    calls.transcript(made / "d.transcript.json")
    rude = [{"role": "agent", "start": 0, "end": 3, "text": "这不归我管，大概明天半小时内到吧，你有完没完"}]
    calls.transcript(made / "e.transcript.json", rude)
    return made


def test_every_field_of_the_contract(tingjian, folder):
    results = tingjian("analyze", folder, "--json").results
    checked = [Result.model_validate(result) for result in results]
    assert len(checked) == 5
    assert checked[-1].commitments
    forbidden = [f for f in checked[-1].findings if f.check == "forbidden_phrases"]
    assert forbidden
    assert all(f.category and f.phrase and f.suggestion for f in forbidden)
    for result in checked:
        texts = {u.index: u.text for u in result.utterances}
        assert all(f.quote in texts.get(f.utterance, "") for f in result.findings)


def test_the_same_bytes_each_time(tingjian, folder, tmp_path):
    outs = [tingjian("analyze", folder, "--json", "--out", tmp_path / f"out{n}").out for n in range(2)]
    assert outs[0] == outs[1]
    for file in (tmp_path / "out0").iterdir():
        assert file.read_bytes() == (tmp_path / "out1" / file.name).read_bytes()
        assert file.stat().st_mode & 0o777 == 0o644


def test_a_folder_order_of_its_own(tingjian, folder):
    """The order of results is the order of the files; alone or together, a call gives the same result."""
    together = tingjian("analyze", folder, "--json").out.splitlines()
    alone = [tingjian("analyze", file, "--json").out.strip() for file in sorted(folder.iterdir())]
    assert together == alone


def test_the_table(tingjian, folder):
    ran = tingjian("analyze", folder)
    assert ran.status == 0
    for words in ("通话评分", "ready", "未知", "需要"):
        assert words in ran.out
    assert ran.err == ""
