"""What recorders tell in the names of their files."""

from pathlib import Path

import pytest

from pipeline.domain.call import Direction
from pipeline.errors import SettingsError
from pipeline.intake.conventions import Conventions
from pipeline.intake.file_names import patterns_of
from pipeline.intake.known_facts import facts_in_name, known_facts
from pipeline.intake.manifest import Manifest, ManifestRow
from pipeline.intake.vocabulary import vocabulary

USUAL = "{started_at:%Y%m%d-%H%M%S}_{agent_id}_{customer_number}_{direction}"


def facts(setting: str, path: str) -> ManifestRow | None:
    return facts_in_name(Path(path), Conventions("Asia/Shanghai", vocabulary(), patterns_of(setting)))


def test_the_usual_pattern():
    row = facts(USUAL, "in/20240105-090307_A007_13800138000_呼入.wav")
    assert row == ManifestRow(
        "20240105-090307_A007_13800138000_呼入.wav",
        agent_id="A007",
        direction=Direction.INBOUND,
        customer_number="13800138000",
        started_at="2024-01-05T09:03:07+08:00",
    )


@pytest.mark.parametrize(
    "name",
    [
        "20241305-090307_A007_139_in",
        "20240105-090307_A007_139_seitwärts",
        "20240105-090307_A007_139",
        "1001",
        "x20240105-090307_A007_139_in",
        "20240105-090307__139_in",
    ],
)
def test_a_name_of_another_form_tells_nothing(name):
    assert facts(USUAL, f"{name}.wav") is None


@pytest.mark.parametrize(
    ("path", "agent", "number"),
    [("20240105-090307_A007_139_in.wav", "A007", "139"), ("A008-138.wav", "A008", "138"), ("A009/x.mp3", "A009", None)],
)
def test_several_patterns_are_tried_in_order(path, agent, number):
    row = facts(f"{USUAL}; {{agent_id}}-{{customer_number}}; {{agent_id}}/x", path)
    assert (row and row.agent_id, row and row.customer_number) == (agent, number)


def test_anything_and_folders():
    row = facts("{agent_id}/{started_at:%Y%m%d}/{*}-{call_id}", "rec/A7/20240105/line 3-K17.transcript.json")
    assert row is not None
    assert (row.agent_id, row.call_id, row.started_at) == ("A7", "K17", "2024-01-05T00:00:00+08:00")


def test_caller_and_called():
    row = facts("{direction}_{caller_number}_{called_number}", "out_400_139.wav")
    assert row is not None
    assert (row.direction, row.customer_number) == (Direction.OUTBOUND, "139")


def test_the_list_comes_first_and_the_name_completes_it():
    path, conventions = (
        Path("A007-139.wav"),
        Conventions("Asia/Shanghai", vocabulary(), patterns_of("{agent_id}-{customer_number}")),
    )
    listed = Manifest({path: ManifestRow(path.name, agent_id="A1", team="早班")})
    row = known_facts(path, listed, conventions)
    assert row is not None
    assert (row.agent_id, row.team, row.customer_number) == ("A1", "早班", "139")


def test_every_fault_of_the_setting_is_named():
    with pytest.raises(SettingsError) as raised:
        patterns_of(
            "{agent}; {agent_id}_{agent_id}; {agent_id; plain; {started_at:%Y%q}; {team:%d}; {*}{*}{*}{*}{team}"
        )
    said = str(raised.value)
    for words in (
        "没有 agent 这个字段",
        "agent_id 出现了两次",
        "花括号不成对",
        "「plain」中没有字段",
        "不能使用 %q",
        "team 后面不能有格式",
        "多于 3 个",
    ):
        assert words in said
