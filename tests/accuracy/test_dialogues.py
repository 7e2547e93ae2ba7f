"""Every labelled dialogue and recording here is well formed, and its labels agree with its turns."""

import csv
import json
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
import yaml

HERE = Path(__file__).parent
SCRIPTS = sorted((HERE / "dialogues").glob("*/*.yaml"))
TRUTHS = sorted((HERE / "recordings").glob("*/*.truth.json"))

CATEGORIES = {
    "address",
    "dismissive",
    "vague",
    "impatient",
    "unprofessional",
    "blame",
    "disparaging",
    "overpromise",
    "profanity",
}
SCENARIOS = {"fault_report", "inquiry", "complaint", "transfer", "wrong_number", "appointment", "callback"}
CODECS = {"wav", "ulaw", "mp3", "ogg", "m4a", "flac"}
SCRIPTS_OF_A_CALL = {"greeting", "closing", "five_w", "confirm_repeat", "transfer", "hold"}
EVENTS_OF_A_CALL = {"forbidden", "interruptions", "dead_air", "slow_answers", "commitments", "caller"}
CALLER = {"name", "unit", "phone", "address", "problem", "since"}
WEEKDAYS = "monday|tuesday|wednesday|thursday|friday|saturday|sunday"
DUE = re.compile(
    rf"\d+(min|h)|\d+ (working )?days|(today|tomorrow|day after tomorrow|(next )?({WEEKDAYS}))( \d\d:\d\d)?"
)
DIGITS = str.maketrans("零一二三四五六七八九幺两", "012345678912")
SLOW_ANSWER, DEAD_AIR = 4.0, 8.0  # seconds
SENTENCE_END = "。！？…"
REPOSITORY_LIMIT = 3_000_000  # bytes of recordings a set may hold


@cache
def read(path: Path) -> dict:
    return yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)


def digits(text: str) -> str:
    return re.sub(r"\D", "", text.translate(DIGITS))


def answers(script: dict) -> list[tuple[int, dict, dict]]:
    """(index, turn, turn before) of every agent turn that follows the customer."""
    pairs = enumerate(zip(script["turns"][1:], script["turns"], strict=False), start=1)
    return [(i, turn, before) for i, (turn, before) in pairs if (turn["role"], before["role"]) == ("agent", "customer")]


def number_was_said(phone: str, turns: list[dict]) -> bool:
    """In one turn, whole or as its first and last four digits (an area code may come last)."""
    said = [digits(turn["say"]) for turn in turns]
    return any(phone in s or (phone[:4] in s and phone[-4:] in s) for s in said)


def each_of(paths: list[Path]) -> Callable[[Callable[[Path], None]], Callable[[pytest.Subtests], None]]:
    """One test of many files; what is wrong with one does not hide what is wrong with the next."""

    def as_one_test(check: Callable[[Path], None]) -> Callable[[pytest.Subtests], None]:
        def test(subtests: pytest.Subtests) -> None:
            for path in paths:
                with subtests.test(path.name):
                    check(path)

        return test

    return as_one_test


every_script, every_truth = each_of(SCRIPTS), each_of(TRUTHS)


def test_there_are_dialogues():
    assert SCRIPTS


def test_ids_are_unique_and_name_the_file():
    ids = [read(path)["id"] for path in SCRIPTS]
    assert ids == [path.stem for path in SCRIPTS]
    assert len(set(ids)) == len(ids)


@every_script
def test_format(path):
    script = read(path)
    assert script["scenario"] in SCENARIOS
    assert script["direction"] in {"inbound", "outbound"}
    assert script["channels"] in {"mono", "stereo"}
    assert script["codec"] in CODECS
    assert script["agent_channel"] in {0, 1}
    if (script["channels"], script["codec"]) == ("stereo", "ogg"):
        assert script.get("bit_rate", 24_000) >= 24_000  # below, Opus mixes both speakers into one channel
    assert 0 <= script["rings"] <= 7
    assert set(script["voices"]) == {"agent", "customer"}
    assert set(script["truth"]) == SCRIPTS_OF_A_CALL | EVENTS_OF_A_CALL
    assert set(script["truth"]["caller"]) == CALLER


@every_script
def test_turns(path):
    turns = read(path)["turns"]
    assert 12 <= len(turns) <= 30
    assert {turn["role"] for turn in turns} == {"agent", "customer"}
    assert all(set(turn) <= {"role", "say", "spoken", "gap", "speed"} and turn["say"].strip() for turn in turns)


@every_script
def test_forbidden_phrases_are_said_by_the_agent(path):
    script = read(path)
    seen = set()
    for entry in script["truth"]["forbidden"]:
        turn = script["turns"][entry["turn"]]
        assert entry["category"] in CATEGORIES
        assert turn["role"] == "agent"
        assert entry["phrase"] in turn["say"]
        seen.add((entry["turn"], entry["phrase"]))
    assert len(seen) == len(script["truth"]["forbidden"])
    assert [e["turn"] for e in script["truth"]["forbidden"]] == sorted(turn for turn, _ in seen)


@every_script
def test_timing_labels_agree_with_gaps(path):
    script = read(path)
    truth, turns = script["truth"], script["turns"]
    interruptions = [(i, before) for i, turn, before in answers(script) if turn.get("gap", 0) < 0]
    assert truth["interruptions"] == [i for i, _ in interruptions]
    assert all(before["say"][-1] not in SENTENCE_END for _, before in interruptions)
    assert truth["slow_answers"] == [i for i, turn, _ in answers(script) if turn.get("gap", 0) >= SLOW_ANSWER]
    silences = [(i - 1, turn["gap"]) for i, turn in enumerate(turns) if i and turn.get("gap", 0) >= DEAD_AIR]
    assert [(d["after_turn"], d["seconds"]) for d in truth["dead_air"]] == silences


@every_script
def test_promises_are_said_by_the_agent_and_have_a_due_time(path):
    script = read(path)
    for promise in script["truth"]["commitments"]:
        turn = script["turns"][promise["turn"]]
        assert turn["role"] == "agent"
        assert promise["text"] in turn["say"]
        assert DUE.fullmatch(promise["due"])


@every_script
def test_facts_about_the_caller_are_said(path):
    script = read(path)
    caller, five_w = script["truth"]["caller"], script["truth"]["five_w"]
    said = "".join(turn["say"] for turn in script["turns"])
    assert caller["problem"]
    for field in ("name", "unit", "address", "since"):
        assert set(caller[field] or "") <= set(said), field
    if caller["phone"]:
        assert number_was_said(caller["phone"], script["turns"])
    assert five_w["who"] == any(caller[field] for field in ("name", "unit", "phone"))
    assert five_w["where"] or not caller["address"]
    assert five_w["when"] or not caller["since"]


@every_truth
def test_recording_has_the_labels_of_its_dialogue(path):
    truth = json.loads(path.read_text(encoding="utf-8"))
    script = read(HERE / "dialogues" / path.parent.name / f"{truth['id']}.yaml")
    assert truth["truth"] == script["truth"]
    assert [turn["text"] for turn in truth["timeline"]] == [turn["say"] for turn in script["turns"]]
    assert (path.parent / truth["recording"]).exists()


@pytest.mark.parametrize("folder", sorted({path.parent for path in TRUTHS}), ids=lambda p: p.name)
def test_recordings_are_listed_and_small(folder):
    rows = list(csv.DictReader((folder / "manifest.csv").open(encoding="utf-8")))
    truths = [json.loads(path.read_text(encoding="utf-8")) for path in TRUTHS if path.parent == folder]
    wanted = {(t["recording"], t["id"], t["agent_id"], t["direction"]) for t in truths}
    assert {(r["recording"], r["call_id"], r["agent_id"], r["direction"]) for r in rows} == wanted
    assert sum(path.stat().st_size for path in folder.iterdir()) < REPOSITORY_LIMIT
