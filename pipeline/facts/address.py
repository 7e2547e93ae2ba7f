"""Where the fault is or the visit goes: street, estate, building, room."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.facts.cues import Cues
from pipeline.facts.lines import Line, Lines

_NAME = "[\u4e00-\u9fff]"
_DIGITS = "[0-9零〇一幺二两三四五六七八九十百]"
_BETWEEN = re.compile(r"(?:[,. ]|的|那|呃|嗯|啊|是|边|家|在)*")
_ROOM_NUMBER = re.compile(
    rf"[, ]?(?:[0-9]{{2,5}}|[零〇一幺二两三四五六七八九]{{3,5}})(?:号|室|房间?)?(?!{_DIGITS}|"
    rf"[年月天点分块元个])"
)
_NAMED = {"where.areas": "area", "where.rooms": "room", "where.places": "place"}  # lists, and pieces that end in them
_NAMING = frozenset(_NAMED)
_WORKPLACE = re.compile("上班|工作")
_ROOM_OF_GUEST = re.compile(r"我(?:是|住|在)?([0-9零〇一幺二两三四五六七八九]{3,5})(?:房间?|号房|室|的)")
_OWNERS = re.compile("^.{0,4}(?:您|你|我|他)们?(?:那边|这边|那儿|这儿|家)?的?(?=[\u4e00-\u9fff]{2})")
_SMALL = re.compile("[在了的我你您他去来到要跑趟]")
_QUESTION = re.compile("[几哪]|什么")
_LARGE = re.compile("号楼|单元|[栋幢座弄]")
_COUNTED_ROOMS = re.compile(rf"第?{_DIGITS}+间")
_NUMBER_ALONE = re.compile(rf"{_DIGITS}+(?:号|组|排|门|楼|层)")
_HESITATION = re.compile("[呃嗯啊, .]")
_NUMBER_AHEAD = re.compile(rf",?[东西南北]?{_DIGITS}")
_CORRECTED = re.compile(r"不对|不是|错了|改成|改为|应该是")
_NUMBERED = (
    rf"{_DIGITS}{{1,6}}(?:号楼|号院|号门口?|号[库桩窗线桌仓柜台机店](?:门口)?|号车间|号厂房|号机房|"
    rf"号航站楼|号|[栋动幢]|座(?!机)|单元|弄|巷|室|间|排|门(?=[,.])|组)|[东西南北甲乙丙a-z](?:座|区|"
    rf"栋|门)"
)
_FLOOR = rf"{_DIGITS}{{1,3}}(?:楼|层)(?:[\u4e00-\u9fff]{{0,6}}?(?:室|科|部|厅|台|处|站|房))?"


_LEAST = 0.5  # weight from which a group of pieces is an address


@dataclass(frozen=True, slots=True)
class Address:
    value: str
    utterance: int
    score: float


@dataclass(frozen=True, slots=True)
class _Piece:
    start: int
    end: int
    weight: float


class AddressFinder:
    """Reads addresses with the pack's areas, roads, rooms, places and the words that lead to them."""

    def __init__(self, cues: Cues) -> None:
        words = {
            name: cues.words.get(f"where.{name}", ())
            for name in ("areas", "roads", "rooms", "places", "cues", "openers")
        }
        areas, rooms, places = (_alternatives(words[name]) for name in ("areas", "rooms", "places"))
        roads = "".join(word for word in words["roads"] if len(word) == 1)
        self._places = frozenset(words["places"])
        self._not_roads = tuple(cues.words.get("where.not_roads", ()))
        self._pieces = {
            "floor": _FLOOR, "number": _NUMBERED, "area": f"{_NAME}{{1,8}}?(?:{areas})(?!办)",
            "road": f"{_NAME}{{1,6}}?[{roads}](?![线径由灯过费程段障道坊])", "room": f"{_NAME}{{0,4}}?(?:{rooms})",
            "place": f"{_NAME}{{2,8}}?(?:{places})",
        }  # fmt: skip
        self._compiled: dict[frozenset[str], re.Pattern[str]] = {}
        self._signs = frozenset(f"楼层号栋动幢座单弄巷室间排门组区{roads}")  # one of them is in whatever _some finds
        self._some = re.compile(rf"{_DIGITS}[楼层号栋动幢座单弄巷室间排门组]|[a-z甲乙丙东西南北][座区栋门]|[{roads}]")
        self._lead = re.compile(rf"^.*(?:{_alternatives(words['cues'])})(?!院|宅|户)(?={_NAME}{{2}})")
        self._opener = re.compile(rf"^(?:{_alternatives(words['openers'])})+")

    def find(self, lines: Lines) -> Address | None:
        """The best address, None where none is said. Corrections of the customer and the agent's reading back win."""
        best: Address | None = None
        for line in lines.all:
            for found in self._in(line, lines):
                if best is None or found.score > best.score:
                    best = found
        return best

    def stretches(self, line: Line) -> Iterable[tuple[int, int, float]]:
        """Every stretch of a line that names a place: offsets, and how much of an address it is (2: a street)."""
        for group in self._groups(line) if self._may_name(line) else ():
            start, end, weight = self._measure(line.text, group)
            value = self._clean(line.text[start:end])
            at = line.text.find(value, start, end)
            yield (at if at >= 0 else start), end, weight

    def _in(self, line: Line, lines: Lines) -> Iterable[Address]:
        if line.is_agent and line.position == 0:
            return  # the agent's own desk
        for group in self._groups(line) if self._may_name(line) else ():
            start, end, score = self._measure(line.text, group)
            if score < _LEAST or _WORKPLACE.match(line.text, end):
                continue
            value, bonus = self._clean(line.text[start:end]), self._bonus(line, lines, start, score)
            if score + min(bonus, 0) >= _LEAST and len(value) >= 2:
                yield Address(value, line.index, score + bonus)
        for room in _ROOM_OF_GUEST.finditer(line.text):
            if not line.is_agent:
                yield Address(room.group(1), line.index, 0.9)

    def _may_name(self, line: Line) -> bool:
        if not _NAMING.isdisjoint(line.spots):
            return True
        return not self._signs.isdisjoint(line.text) and self._some.search(line.text) is not None

    def _bonus(self, line: Line, lines: Lines, start: int, score: float) -> float:
        if line.is_agent:
            return 0.4 if score >= 2 and line.hits("confirm_repeat.tagged") else 0.0 if line.outbound else -0.8
        asked = lines.before(line)
        corrected = 0.5 if _CORRECTED.search(line.text, 0, start) else 0.0
        return corrected + (0.5 if asked is not None and asked.hits("where.asked") else 0.0)

    def _piece(self, line: Line) -> re.Pattern[str]:
        """Any piece of an address, without those whose words the line does not hold: looking for them is slow."""
        held = _NAMING.intersection(line.spots)
        if held not in self._compiled:
            absent = {kind for name, kind in _NAMED.items() if name not in held}
            sought = (f"(?P<{kind}>{form})" for kind, form in self._pieces.items() if kind not in absent)
            self._compiled[held] = re.compile("|".join(sought))
        return self._compiled[held]

    def _groups(self, line: Line) -> Iterable[list[_Piece]]:
        """Pieces that follow each other with nothing but small words between."""
        group: list[_Piece] = []
        for match in self._piece(line).finditer(line.text):
            piece = self._weighed(match)
            if piece is None:
                continue
            if group and not _BETWEEN.fullmatch(line.text, group[-1].end, piece.start):
                yield group
                group = []
            group.append(piece)
        if group:
            yield group

    def _weighed(self, match: re.Match[str]) -> _Piece | None:
        kind, said = match.lastgroup or "", match.group()
        if kind == "road" and said.endswith(self._not_roads):
            return None
        if kind in ("area", "road", "place") and _QUESTION.search(said):
            return None
        if kind == "place" and _SMALL.split(said)[-1] in self._places:
            return None
        if kind in ("room", "place", "area") and len(_SMALL.split(said)[-1]) < 2:
            return None
        if kind == "road" and not self._leads_on(match):
            return None
        weight = {"floor": 1.0, "number": 1.0, "area": 2.0, "road": 2.0, "room": 1.0, "place": 1.0}[kind]
        if kind == "floor" and said[-1] not in "楼层":
            weight = 2.0
        if kind == "number" and _LARGE.search(said):
            weight = 2.0
        return _Piece(match.start(), match.end(), weight)

    @staticmethod
    def _leads_on(match: re.Match[str]) -> bool:
        """里, 道, 区 and the like are part of an address only before a number; 路 and 街 stand alone."""
        following = match.string[match.end() : match.end() + 3]
        if _NUMBER_AHEAD.match(following) or match.group()[-1] in "镇乡县苑湾庄村巷":
            return len(match.group()) > 2 or bool(_NUMBER_AHEAD.match(following))
        if len(_SMALL.split(match.group())[-1]) < 2:
            return False
        return match.group()[-1] in "路街" and len(match.group()) > 2

    def _measure(self, text: str, group: list[_Piece]) -> tuple[int, int, float]:
        """Start, end and weight of a group; a number of a house or room alone is none."""
        start, end = group[0].start, group[-1].end
        weight = sum(piece.weight for piece in group)
        room = _ROOM_NUMBER.match(text, end)
        if room and weight > 1:
            end, weight = room.end(), weight + 1
        if len(group) > 1:
            return start, end, weight
        alone = _COUNTED_ROOMS.fullmatch(text, start, end) or _NUMBER_ALONE.fullmatch(text, start, end)
        return start, end, 0.0 if alone else weight

    def _clean(self, value: str) -> str:
        value = value.strip(", ")
        parts = _CORRECTED.split(value)
        value = parts[-1] if len(parts[-1]) >= 4 else value
        value = self._lead.sub("", value)
        value = _OWNERS.sub("", value)
        value = self._opener.sub("", value)
        return _HESITATION.sub("", value)


def _alternatives(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True)) or "(?!)"
