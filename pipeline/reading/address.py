"""Where the fault is or the visit goes: street, estate, building, room."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from pipeline.reading.cues import Cues
from pipeline.reading.lines import Line, Lines

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
_SMALL = re.compile("[在了的我你您他她它去来到要跑趟叫姓和把被跟与给是从找看翻]")
_VAGUE = re.compile("一下|整[个栋座]|每[个间栋]|各个|所有|某[个间]|另一|别的|其他|全部|这个|那个|哪")
_TELLS = re.compile(
    "[有的写着你您了吧呢去点和过哪吗么什不没要会能想说叫姓问知谁报坏修]|电话|手机|号码|昨天|今天|明天|前天|晚上|早上|上午|下午|中午|客户|就行|可以|我是|人在"
)
_FLOOR_ALONE = re.compile(
    rf"(?:^|[,.?!])(?:我们?|人|机器|设备)?(?:就)?(?:是)?在({_DIGITS}{{1,3}}(?:楼|层))(?=[,.?!的]|$)"
)
_LIVES = re.compile(rf"(?<![不记留拉抓停堵卡拦锁])(?:住在|家住|家在|住)({_NAME}{{2,8}})(?=[,.?!]|$)")
_AM_AT = re.compile(rf"(?:^|[,.?!])(?:我们?|我人|人|车|车子)(?:现在|这会儿|正|就)?在({_NAME}{{2,10}})(?=[,.?!])")
_HERE_IS = re.compile(
    rf"(?:我们?|咱们?)(?:这里|这儿|这边|这|村里)?(?:是|在)?({_NAME}{{1,6}}[坳湾岭坪寨沟屯堡塘冲岗坝庄村镇乡洼峪店铺营桥])(?:的|这边|这里|这儿)?(?=[,.?!]|$)"
)
_MOST_CLAUSES, _LONGEST_CLAUSE = 5, 12  # of an answer to the question where
_INDOORS = re.compile("(?:里头|里面|里边|那儿|这儿|那里|这边|那边|最里|呢|吧|啊|呀|嘛)+$")
_QUESTION = re.compile("[几哪]|什么")
_LARGE = re.compile("号楼|单元|[栋幢座弄]")
_COUNTED_ROOMS = re.compile(rf"第?{_DIGITS}+间")
_NUMBER_ALONE = re.compile(rf"{_DIGITS}+(?:号|组|排|门|楼|层)")
_HESITATION = re.compile("[呃嗯啊, .]")
_NUMBER_AHEAD = re.compile(rf",?[东西南北]?{_DIGITS}")
_CORRECTED = re.compile(r"不对|不是|错了|改成|改为|应该是")
_NUMBERED = (
    rf"{_DIGITS}{{1,6}}(?:号楼|号院|号(?:教学|宿舍|办公|实验)楼|教(?=[0-9零〇一二三四五六七八九])|号门口?|号[库桩窗线桌仓柜台机店](?:门口)?|号车间|号厂房|号机房|"
    rf"号航站楼|号|[栋动幢]|座(?!机)|单元|弄|巷|室|间|排|门(?=[,.])|组)|[东西南北甲乙丙a-z](?:座|区|"
    rf"栋|门)"
)
_FLOOR = rf"(?:地下|负)?{_DIGITS}{{1,3}}(?:楼|层)(?:[\u4e00-\u9fff]{{0,6}}?(?:室|科|部|厅|台|处|站|房))?"


_ADDRESSED = re.compile("^(?:嗯|哦|啊|呃|喂|对|好的?|行|是|就|那|哎|,|[.])+")
_PHONE = re.compile(rf"{_DIGITS}{{7,}}")
_NUMBERS = re.compile(rf"{_DIGITS}+(?:号楼|号|[栋幢座弄室楼层门组单]|单元)|(?<!{_DIGITS}){_DIGITS}{{3,5}}$")
_CONTACT = re.compile("[找叫问打]|联系")  # 到时候找值班室
_NUMBER_INSIDE = re.compile(_DIGITS)
_OPENING_LINES = 6
_LEAST = 0.5  # weight from which a group of pieces is an address


@dataclass(frozen=True, slots=True)
class Address:
    value: str
    utterance: int
    score: float
    form: str = ""  # the way in which it was said


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
        self._bare = frozenset(words["areas"])
        self._not_roads = tuple(cues.words.get("where.not_roads", ()))
        self._forms = {
            "floor": _FLOOR,
            "number": _NUMBERED,
            "area": f"{_NAME}{{1,8}}?(?:{areas})(?!办)",
            "road": f"{_NAME}{{1,6}}?[{roads}](?![线径由灯过费程段障道坊路街巷])",
            "room": f"{_NAME}{{0,4}}?(?:{rooms})",
            "place": f"{_NAME}{{2,8}}?(?:{places})",
        }
        self._compiled: dict[frozenset[str], re.Pattern[str]] = {}
        self._signs = frozenset(f"楼层号栋动幢座单弄巷室间排门组区{roads}")  # one of them is in whatever _some finds
        self._houses = re.compile(rf"(?:,?(?:{_FLOOR}|{_NUMBERED}))+(?:,?{_DIGITS}{{3,5}}(?!{_DIGITS}))?")
        self._behind = re.compile(
            rf"(?:的|,)?{_NAME}{{0,4}}?(?:{places}|{rooms})(?:里|内)?(?:[东西南北]?门口?|边上|旁边|对面|[东西南北]边|楼上|楼下)?(?=[,.?!]|$)"
        )
        self._some = re.compile(rf"{_DIGITS}[楼层号栋动幢座单弄巷室间排门组]|[a-z甲乙丙东西南北][座区栋门]|[{roads}]")
        self._lead = re.compile(rf"^.*(?:{_alternatives(words['cues'])})(?!院|宅|户)(?={_NAME}{{2}})")
        self._not_answers = re.compile(
            rf"(?:我|我们)?(?:家里?|屋里?|单位|公司|店里|办公室|外地|外面|外头|本地|这边|那边|{_DIGITS}+)"
        )
        self._opener = re.compile(rf"^(?:{_alternatives(words['openers'])})+")

    def candidates(self, lines: Lines) -> list[Address]:
        """Everything that may be the place of the fault or of the visit."""
        return [found for line in lines.all for found in self._in(line, lines)]

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
            if value not in self._bare and len(value) >= 2:
                yield Address(value, line.index, score + bonus, "pieces")
        if not line.is_agent:
            yield from (replace(found, form="answered") for found in self._answered(line, lines))
            yield from (replace(found, form="plain") for found in self._said_plainly(line))
        for room in _ROOM_OF_GUEST.finditer(line.text):
            if not line.is_agent:
                yield Address(room.group(1), line.index, 0.9, "room")

    def _answered(self, line: Line, lines: Lines) -> Iterable[Address]:
        """The whole answer to the question where: 和平东路七十七号,三门五零二."""
        asked = lines.before(line)
        if asked is None or not asked.hits("where.asked") or any(t.names_day or t.vague for t in line.times):
            return
        parts: list[str] = []
        for clause in re.split("[,.?!;]", _ADDRESSED.sub("", line.text))[:_MOST_CLAUSES]:
            value = _INDOORS.sub("", self._clean(clause)) if clause else ""
            if value and (_TELLS.search(value) or len(value) > _LONGEST_CLAUSE or _PHONE.search(value)):
                break
            parts.append(value)
        value = "".join(parts)
        if len(value) >= 2 and not self._not_answers.fullmatch(value):
            numbered = len(_NUMBERS.findall(value))
            yield Address(value, line.index, min(1.0 + 0.9 * numbered, 5.0) + 1.6 * self._names_place(value))

    def _names_place(self, value: str) -> bool:
        return self._piece(_NAMING).search(value) is not None

    def _said_plainly(self, line: Line) -> Iterable[Address]:
        """我住福安里; 我们这里是柳河湾; 我在十二楼."""
        for pattern, score in ((_LIVES, 1.2), (_HERE_IS, 0.9), (_AM_AT, 0.7), (_FLOOR_ALONE, 0.6)):
            for match in pattern.finditer(line.text):
                houses = self._houses.match(line.text, match.end())
                value = self._clean(match.group(1)) + (_HESITATION.sub("", houses.group()) if houses else "")
                if len(value) >= 2 and not _TELLS.search(value) and not _VAGUE.search(value):
                    yield Address(value, line.index, score + (3.0 if houses else 0.0))

    def _may_name(self, line: Line) -> bool:
        if not _NAMING.isdisjoint(line.spots):
            return True
        return not self._signs.isdisjoint(line.text) and self._some.search(line.text) is not None

    def _bonus(self, line: Line, lines: Lines, start: int, score: float) -> float:
        if line.is_agent:
            late = line.position > _OPENING_LINES
            tagged = score >= 2 and line.hits("confirm_repeat.tagged")
            plain = not line.outbound and not self._some.search(line.text, start)  # 到网点的柜台: where to go
            return 0.4 if tagged else -1.6 if plain or (line.outbound and late) else 0.0 if line.outbound else -0.8
        asked = lines.before(line)
        corrected = 0.5 if _CORRECTED.search(line.text, 0, start) else 0.0
        return corrected + (0.5 if asked is not None and asked.hits("where.asked") else 0.0)

    def _piece(self, named: frozenset[str]) -> re.Pattern[str]:
        """Any piece of an address, of the lists only those ``named``: looking for words that aren't there is slow."""
        if named not in self._compiled:
            absent = {kind for name, kind in _NAMED.items() if name not in named}
            sought = (f"(?P<{kind}>{form})" for kind, form in self._forms.items() if kind not in absent)
            self._compiled[named] = re.compile("|".join(sought))
        return self._compiled[named]

    def _groups(self, line: Line) -> Iterable[list[_Piece]]:
        """Pieces that follow each other with nothing but small words between."""
        group: list[_Piece] = []
        for piece in self._pieces(line):
            if group and not _BETWEEN.fullmatch(line.text, group[-1].end, piece.start):
                yield group
                group = []
            group.append(piece)
        if group:
            yield group

    def _pieces(self, line: Line) -> Iterable[_Piece]:
        """What is one; where a stretch turns out to be none, a number inside it may still be: 就是三号库靠里."""
        sought, at = self._piece(_NAMING.intersection(line.spots)), 0
        while match := sought.search(line.text, at):
            piece = self._weighed(match)
            if piece is not None:
                yield piece
            number = _NUMBER_INSIDE.search(line.text, match.start() + 1, match.end()) if piece is None else None
            at = number.start() if number else match.end()

    def _weighed(self, match: re.Match[str]) -> _Piece | None:
        kind, said = match.lastgroup or "", match.group()
        if kind == "road" and said.endswith(self._not_roads):
            return None
        if kind in ("area", "room", "place") and (_VAGUE.search(_SMALL.split(said)[-1]) or said in self._bare):
            return None
        if kind in ("area", "road", "place") and _QUESTION.search(said):
            return None
        if kind == "place" and _SMALL.split(said)[-1] in self._places:
            return None
        if kind in ("room", "place", "area") and len(_SMALL.split(said)[-1]) < 2:
            return None
        if kind == "room" and _CONTACT.search(said):
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
        said = match.group()
        if len(_SMALL.split(said)[-1]) < 2:
            return False
        if _NUMBER_AHEAD.match(match.string, match.end(), match.end() + 3):
            return True
        return said[-1] in "路街镇乡县苑湾庄村巷" and len(said) > 2

    def _measure(self, text: str, group: list[_Piece]) -> tuple[int, int, float]:
        """Start, end and weight of a group; a number of a house or room alone is none."""
        start, end = group[0].start, group[-1].end
        weight = sum(piece.weight for piece in group)
        room = _ROOM_NUMBER.match(text, end)
        if room and weight > 1:
            end, weight = room.end(), weight + 1
        behind = self._behind.match(text, end)
        if behind and weight > 1:
            end, weight = behind.end(), weight + 0.5
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
