"""The caller's organisation, branch or department."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from pipeline.reading.cues import Cues
from pipeline.reading.lines import Line, Lines
from pipeline.reading.sounds import sound_regex, sounds

_HANZI = "[\u4e00-\u9fff0-9a-z]"
_I_AM = sound_regex(
    r"(?:我们是|我们这是|我们这里是|我这里是|我这边是|这里是|这边是|我这是|我是|单位是|公司是|公司叫|"
    r"我在|我)"
)
_STRIP = re.compile(
    r"^(?:你好|您好|喂|为(?=我)|哎|嗯|啊|呃|那个|就是|这个|是|在|我们|我|咱们|咱|这边|这里|你们|您|贵)+"
)
_ASKS_UNIT = re.compile(
    "(?:什么|哪个|哪家|哪一家|哪间|贵).{0,3}(?:单位|公司|部门|店|学校|科室|机构|支行|网点)|(?:单位|"
    "公司|部门)(?:的)?(?:名称|全称|名字)|单位.{0,3}哪|哪里的"
)
_BUILDING = re.compile("[栋室弄]|[0-9零一二三四五六七八九十号]楼$|家$")
_FIRST_CLAUSES, _LEAST, _MOST = 4, 3, 14  # clauses of a line, and characters, that may name an organisation
_SAYS = re.compile("[了吗呢吧么着过不没您你我他]|怎么|什么|这个|那个|一下")
_CALLED = re.compile("^(?:店名|名字|公司|单位|抬头|招牌|全称)(?:是|叫)(?:做)?")
_OF = re.compile("的|这边|那边|这里|那里|这儿|那儿|呀|啊|哦|吧")
_INTRODUCTION = 26  # characters in which the organisation is named
_NUMERIC = re.compile("^[0-9零〇一幺二两三四五六七八九十点]+$|[点号]$")
_WORKS_IN = re.compile(rf"在({_HANZI}{{2,12}}?)(?:上班|工作|任职)|抬头是({_HANZI}{{2,14}}?)(?:的|[,.?!]|$)")
_IS_FROM = re.compile(rf"(?:请问|您|,|^|是不)是({_HANZI}{{2,14}}?)的({_HANZI}+)")
_ORG = rf"{_HANZI}{{2,12}}?(?:[部科室处局院厂司站所队馆社店校园组班段铺坊吧会场区府处司行])"
_SELF = (
    "(?:你好|您好|喂|哎|诶|啊|我们这里是|我们这边是|我这里是|我这边是|我们是|我是|这里是|这边是|我们|我|咱们|咱|是|,)*"
)
_BEFORE_NAME = re.compile(rf"(?:^|[,.?!]){_SELF}({_ORG})(?=,(?:我姓|我叫|姓|免贵|敝姓|我是))")
_OWNS = re.compile(
    "开(?:了|着)?(?:一|个|家|间|爿)*([\u4e00-\u9fff]{1,6}?)(?:的)?小?(厂|店|馆|铺|坊|超市|诊所|作坊|饭庄|旅馆|网吧)(?!门)"
)
_VERIFIES = re.compile("请问|您是|吗|吧")
_VERBAL = re.compile("[要会能得在了过着不没去来给打找买问说到]|叫|姓|就|那边|怎么")


@dataclass(frozen=True, slots=True)
class Unit:
    value: str
    utterance: int
    rank: int
    form: str = ""  # the way in which it was said


class UnitFinder:
    """Reads units with the pack's endings (公司, 街道办, 科 …) and jobs."""

    def __init__(self, cues: Cues) -> None:
        jobs = _alternatives(cues.words.get("who.jobs", ()))
        endings = _alternatives(cues.words.get("who.unit_endings", ()))
        self._not_units = re.compile(_alternatives(cues.words.get("who.not_units", ())))
        self._mine = re.compile(
            rf"({_HANZI}{{2,16}}?)(?:的|这边|这里|这儿)(?:{jobs}|(?=[我咱你那这])|{_HANZI}{{0,4}}(?=[,.?!啊呀哈]|$))"
        )
        surnames = "".join(cues.words.get("who.surnames", ()))
        self._with_name = re.compile(
            rf"(?:^|[,.?!;])(?:你好|您好|喂|,)*我(?:是|们是)?({_ORG})的?(?:[{surnames}]{_HANZI}{{1,2}}|"
            rf"[小老]{_HANZI})(?=[,.?!啊呀]|$)"
        )
        self._job = re.compile(rf"({_HANZI}{{2,14}}?)的?(?:{jobs})")
        self._ending = re.compile(rf"({_HANZI}{{1,14}}?(?:{endings}))(?!{_HANZI}*?(?:电话|热线)吗?)")
        self._is_ending = re.compile(rf"(?:{endings})$")

    def candidates(self, lines: Lines) -> list[Unit]:
        """Everything that may be the caller's organisation."""
        read = (unit for line in lines.agent[1:] for unit in self._clauses(line))
        return [*self._from_customer(lines), *_said_as("verified", self._from_agent(lines)), *_said_as("read", read)]

    def has_ending(self, value: str) -> bool:
        """Whether it ends like an organisation."""
        return self._is_ending.search(value) is not None

    def _from_customer(self, lines: Lines) -> Iterable[Unit]:
        for line in lines.customer:
            asked = lines.before(line)
            about_unit = asked is not None and bool(_ASKS_UNIT.search(asked.text))
            yield from _said_as("introduced", self._introduced(line))
            yield from _said_as("works in", self._works_in(line))
            yield from _said_as("structured", self._structured(line))
            yield from _said_as("ending", self._by_ending(line, 4 if about_unit else 1))
            yield from _said_as("clause", self._clauses(line))
            if about_unit:
                yield from _said_as("answered", self._answered(line))

    def _clauses(self, line: Line) -> Iterable[Unit]:
        """荔香茶餐厅,我姓关: how a clause begins, up to 的 or to its end."""
        for clause in re.split("[,.?!;]", line.text)[:_FIRST_CLAUSES]:
            words = _CALLED.sub("", _STRIP.sub("", clause))
            for value in dict.fromkeys((words, *_OF.split(words)[:1])):
                if _LEAST <= len(value) <= _MOST and re.fullmatch(f"{_HANZI}+", value) and not _SAYS.search(value):
                    yield Unit(value, line.index, 0)

    def _answered(self, line: Line) -> Iterable[Unit]:
        """The first short clause of the answer to the question for the organisation."""
        clause = re.split("[,.?!;]", re.sub("^(?:嗯|哦|啊|呃|就是|我们是|我是|是|,|[.])+", "", line.text))[0]
        value = self._clean(re.sub("(?:的|那家|那边|这边)$", "", clause))
        if value and 3 <= len(value) <= 12 and re.fullmatch(f"{_HANZI}+", value) and not _VERBAL.search(value):
            yield Unit(value, line.index, 4)

    def _structured(self, line: Line) -> Iterable[Unit]:
        """我质控科的沈一凡; 妇计中心心电图室,我姓褚; 我开了个碾米的小厂."""
        for pattern, rank in ((self._with_name, 4), (_BEFORE_NAME, 4)):
            for match in pattern.finditer(line.text):
                value = self._clean(match.group(1))
                if value and not _BUILDING.search(value) and not _VERBAL.search(value):
                    yield Unit(value, line.index, rank)
        for match in _OWNS.finditer(line.text):
            yield Unit(match.group(1).removesuffix("的") + match.group(2), line.index, 2)

    def _works_in(self, line: Line) -> Iterable[Unit]:
        for match in _WORKS_IN.finditer(line.text):
            value = self._clean(match.group(1) or match.group(2))
            if value:
                yield Unit(value, line.index, 3)

    def _introduced(self, line: Line) -> Iterable[Unit]:
        """我是和平街道办的; 我南门店的店长郭建国; 我是门诊二楼儿科的护士."""
        for cue in _I_AM.finditer(line.sounds):
            rest = line.text[cue.end() : cue.end() + _INTRODUCTION]
            match = self._mine.match(rest) or self._job.match(rest)
            value = self._clean(match.group(1)) if match else None
            if value is None:
                continue
            ending = bool(self._is_ending.search(value))
            explicit = cue.group() not in (sounds("我"), sounds("我在")) and not _BUILDING.search(value)
            if ending or explicit:
                yield Unit(
                    value,
                    line.index,
                    5
                    if ending and explicit
                    else 4
                    if explicit and match and match.re is self._mine
                    else 3
                    if ending
                    else 2,
                )

    def _by_ending(self, line: Line, rank: int) -> Iterable[Unit]:
        for match in self._ending.finditer(line.text) if "who.unit_endings" in line.spots else ():
            value = self._clean(match.group(1))
            after = line.text[match.end() : match.end() + 2]
            if value and not after.startswith(("吗", "吧")) and not _VERBAL.search(value):
                yield Unit(value, line.index, rank)

    def _from_agent(self, lines: Lines) -> Iterable[Unit]:
        """请问是第三中学的罗海老师吗."""
        for line in lines.agent:
            if not _VERIFIES.search(line.text):
                continue
            for match in _IS_FROM.finditer(line.text):
                value = self._clean(match.group(1))
                if value:
                    yield Unit(value, line.index, 3)

    def _clean(self, value: str) -> str | None:
        value = _STRIP.sub("", value)
        if len(value) < 2 or self._not_units.search(value) or _NUMERIC.search(value):
            return None
        return value


def _said_as(form: str, units: Iterable[Unit]) -> Iterable[Unit]:
    return (replace(unit, form=form) for unit in units)


def _alternatives(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True)) or "(?!)"
