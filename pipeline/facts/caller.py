"""Name, organisation and address: everything that was said of them, with its evidence."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from pipeline.facts.choosing import Candidate
from pipeline.facts.evidence import around, echoes, inside
from pipeline.reading.address import Address
from pipeline.reading.finders import Finders
from pipeline.reading.lines import Line, Lines
from pipeline.reading.names import Name
from pipeline.reading.organisations import Unit
from pipeline.reading.sounds import sounds

_PARTS = {
    "number": "[0-9零〇一幺二两三四五六七八九十百]",
    "road": "[路街道巷弄]",
    "house": "[号栋幢座楼]",
    "room": "[室房层]|单元",
    "area": "[村镇乡县区市湾庄]|小区|花园|家园|公寓|新村|苑|园",
    "place": "[店馆院校厂站所行]|大厦|广场|中心|医院|学校",
}


def name(lines: Lines, finders: Finders) -> list[Candidate]:
    """Everything that may be the caller's name."""
    said = finders.names.candidates(lines)
    surnames = Counter(_surname(one.value) for one in said)
    found = [_candidate(lines, one, _named(one, surnames, finders)) for one in said]
    return [replace(c, value=finders.names.written(lines, one)) for c, one in zip(found, said, strict=True)]


def _named(one: Name, surnames: Mapping[str, int], finders: Finders) -> Mapping[str, float]:
    kinds = (
        f"rank={one.rank}",
        f"form={one.form}",
        f"form={one.form} {one.rank}",
        f"again={min(surnames[_surname(one.value)], 4)}",
    )
    written = float(finders.names.is_written_surname(one.value))
    return dict.fromkeys(kinds, 1.0) | {"rank": one.rank / 4, "surname": written}


def _surname(value: str) -> str:
    return sounds(value.lstrip("老小阿")[:1])


def unit(lines: Lines, finders: Finders) -> list[Candidate]:
    """Everything that may be the caller's organisation."""
    return [
        _candidate(
            lines,
            one,
            {
                "rank": one.rank / 5,
                f"rank={one.rank}": 1.0,
                f"form={one.form}": 1.0,
                "ending": float(finders.units.has_ending(one.value)),
                **_parts(one.value),
            },
        )
        for one in finders.units.candidates(lines)
    ]


def address(lines: Lines, finders: Finders) -> list[Candidate]:
    """Everything that may be the place of the fault or of the visit."""
    return [
        _candidate(
            lines,
            one,
            {
                "score": one.score,
                f"score={min(int(one.score + 2), 8)}": 1.0,
                f"form={one.form}": 1.0,
                **_parts(one.value),
            },
        )
        for one in finders.addresses.candidates(lines)
    ]


def _parts(value: str) -> Mapping[str, float]:
    found = [part for part, words in _PARTS.items() if re.search(words, value)]
    return {f"part={part}": 1.0 for part in found} | {f"parts={len(found)}": 1.0, f"parts={'+'.join(found)}": 1.0}


def _candidate(lines: Lines, said: Name | Unit | Address, own: Mapping[str, float]) -> Candidate:
    line = lines.spoken(said.utterance)
    start, end = _where(line, said.value)
    evidence = {**around(lines, line, start, end), **inside(said.value), **echoes(lines, line, said.value), **own}
    return Candidate(said.value, said.utterance, {name: amount for name, amount in evidence.items() if amount})


def _where(line: Line, value: str) -> tuple[int, int]:
    """The stretch of the line; that of its first characters where small words were left out of it."""
    for length in (len(value), 3, 2, 1):
        at = line.text.find(value[:length])
        if at >= 0:
            return at, at + length
    return 0, 0
