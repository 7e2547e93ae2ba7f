"""The manuals' good form of every kind of call earns its points; the bad one loses them for the right reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.domain.call import Call
from pipeline.domain.record import Judgement
from pipeline.judge import judge
from pipeline.lexicon import Pack, load_pack
from tests.builders import agent, call, customer

ROWS: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "good_and_bad.yaml").read_text(encoding="utf-8"))
NAMES = [f"{row['kind']}: {row['demand']}" for row in ROWS]
ENOUGH = 95.0


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack(Path(__file__).parents[3] / "lexicons" / "hotline")


def _call(row: Mapping[str, Any], side: str) -> Call:
    spoken = [agent(line[3:]) if line.startswith("a:") else customer(line[3:]) for line in row[side]]
    made = call(*spoken, direction=row.get("direction", "inbound"), audio=False)
    hung_up_by = row.get("bad_hung_up_by") if side == "bad" else row.get("hung_up_by")
    return replace(made, telephony=replace(made.telephony, hung_up_by=hung_up_by))


def _broken(judged: Judgement) -> set[tuple[str, str | None]]:
    return {(f.check, f.rule) for result in judged.results.values() for f in result.costly}


def test_every_kind_has_its_rows(pack: Pack) -> None:
    assert {row["kind"] for row in ROWS} == set(pack.call_kinds)


def test_the_good_form_is_told_and_earns_its_points(pack: Pack) -> None:
    wrong = []
    for name, row in zip(NAMES, ROWS, strict=True):
        judged = judge(_call(row, "good"), pack)
        kind, total = judged.facts.kind, judged.scorecard.total
        if kind is None or kind.kind != row["kind"] or total is None or total < ENOUGH:
            wrong.append(f"{name}: {kind}, {total}, {sorted(_broken(judged), key=str)}")
    assert wrong == []


def test_the_bad_form_loses_points_for_the_right_reason(pack: Pack) -> None:
    wrong = []
    for name, row in zip(NAMES, ROWS, strict=True):
        good, bad = (judge(_call(row, side), pack, kind=row["kind"]) for side in ("good", "bad"))
        loses = row["loses"]["check"], row["loses"]["rule"]
        if loses not in _broken(bad) or loses in _broken(good) or not bad.scorecard.total < good.scorecard.total:
            wrong.append(f"{name}: {sorted(_broken(bad), key=str)}, {bad.scorecard.total} after {good.scorecard.total}")
    assert wrong == []
