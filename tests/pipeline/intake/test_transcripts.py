"""A ready-made transcript becomes a call."""

import json

import pytest

from pipeline.domain.call import Direction, Role
from pipeline.errors import TranscriptFileError
from pipeline.intake.conventions import usual
from pipeline.intake.transcripts import read_transcript


def read(tmp_path, **content):
    path = tmp_path / "x.transcript.json"
    path.write_text(json.dumps({"call": {"id": "x"}, "utterances": []} | content), encoding="utf-8")
    return read_transcript(path, "x", usual()).call()


def said(start, end, **more):
    return {"role": "agent", "start": start, "end": end, "text": "您好"} | more


def test_utterances_come_in_order_of_time(tmp_path):
    call = read(tmp_path, utterances=[said(5, 6, role="customer"), said(1, 2), said(9, 3)])
    assert [(u.index, u.role, u.start, u.end) for u in call.utterances] == [
        (0, Role.AGENT, 1, 2),
        (1, Role.CUSTOMER, 5, 6),
        (2, Role.AGENT, 9, 9),
    ]
    assert not call.has_audio


def test_facts_of_the_call(tmp_path):
    call = read(
        tmp_path,
        call={"id": "x", "direction": "outbound", "agent_id": "", "rings": 3, "started_at": "2026-10-12T09:00:00Z"},
    )
    assert (call.direction, call.agent_id, call.telephony.rings) == (Direction.OUTBOUND, "", 3)
    assert call.telephony.started_at == "2026-10-12T09:00:00+00:00"


WRONG_CALLS = [
    {"id": ""},
    {"id": "x" * 201},
    {"id": 5},
    {"id": "x", "rings": -1},
    {"id": "x", "direction": "up"},
    {"id": "x", "started_at": "yesterday"},
]


@pytest.mark.parametrize("wrong", WRONG_CALLS)
def test_wrong_facts(tmp_path, wrong):
    with pytest.raises(TranscriptFileError, match=r"call\.") as raised:
        read(tmp_path, call=wrong)
    assert "yesterday" not in str(raised.value)


def test_only_some_of_many_faults_are_named(tmp_path):
    with pytest.raises(TranscriptFileError, match="等 30 处"):
        read(tmp_path, utterances=[said(-1, 1)] * 30)
