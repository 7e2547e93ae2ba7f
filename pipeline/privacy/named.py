"""Names of people who are only mentioned: behind words such as 机主 or 收件人, and what looks like a name only."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pipeline.lexicon import Pack, SpokenNames
from pipeline.reading.cues import Cues, cues_of
from pipeline.reading.lines import Line, Lines

_H = "[\u4e00-\u9fff]"
# How a name is joined to the word that says whose it is: 的名字是, 写的是, 改成.
_LINK = (
    r"(?:的?(?:名字|姓名|大名)?(?:就?是|叫做?|写的?是?|填的?是?|登记的?是?|"
    r"用的?是?|为|名叫|改成|换成|:|,| )(?:的|我|个|一个)?){1,2}"
)
_EDGE = "[,.?!;: ]"
_SHORTEST = 2
_NEVER = "(?!)"


class NameFinder:
    """Finds names by the words of a pack's names.yaml and its surnames; compiled once a pack."""

    def __init__(self, spoken: SpokenNames, cues: Cues) -> None:
        self._given = frozenset("".join(spoken.given))
        self._common = frozenset("".join(spoken.common_given))
        self._never_inside = _one_of(spoken.never_inside)
        self._place_behind = _one_of(spoken.places)
        last = "".join(spoken.never_last)
        self._not_names = re.compile("|".join([_any_of(spoken.not_names), f"[{last}]$" if last else _NEVER]))
        self._stopped = re.compile(_any_of(cues.words.get("who.not_names", ())))
        self._patterns = _patterns(spoken, cues)

    def mentioned(self, lines: Lines) -> frozenset[str]:
        """The names of people in the call, whoever they are, as they were heard."""
        found = {name for line in lines.all for name in self._in_line(line)}
        return frozenset(name for name in found if not self._stopped.search(name))

    def may_be_name(self, name: str) -> bool:
        """Whether what stands where names stand looks like one: 曹颖 does, 我的饭卡丢了 does not."""
        return any(char in self._given for char in name[1:]) and not self._not_names.search(name)

    def _in_line(self, line: Line) -> Iterator[str]:
        for pattern, anything in self._patterns:
            for match in pattern.finditer(line.text):
                surname, given = match["surname"], match["given"]
                behind = line.text[match.end() : match.end() + 1]
                if (anything and not self._never_inside.search(given)) or (
                    self._looks_given(given) and not self._place_behind.match(behind)
                ):
                    yield surname + given

    def _looks_given(self, given: str) -> bool:
        return len(given) >= _SHORTEST and self._given.issuperset(given) and not self._common.issuperset(given)


def name_finder(pack: Pack) -> NameFinder:
    """The compiled names of ``pack``; compiled once."""
    return pack.once(_compile)


def _compile(pack: Pack) -> NameFinder:
    return NameFinder(pack.spoken_names, cues_of(pack))


def _any_of(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, words)) or _NEVER


def _one_of(characters: Iterable[str]) -> re.Pattern[str]:
    joined = "".join(characters)
    return re.compile(f"[{joined}]" if joined else _NEVER)


def _patterns(spoken: SpokenNames, cues: Cues) -> tuple[tuple[re.Pattern[str], bool], ...]:
    """Each with whether any given name counts behind it, or only what looks like one."""
    joining = frozenset("".join(spoken.not_surnames))
    single = "".join(char for char in "".join(cues.words.get("who.surnames", ())) if char not in joining) or "~"
    surname = rf"(?P<surname>{_any_of(cues.words.get('who.double_surnames', ()))}|[{single}])"
    short, given = rf"(?P<given>{_H}{{1,2}}?)", rf"(?P<given>{_H}{{2}})"
    people, called = _any_of(spoken.people), _any_of(spoken.called)
    before = rf"(?:^|{_EDGE}|(?:{_any_of(spoken.before)})(?:一下|到)?)"
    behind = rf"(?=$|{_EDGE}|{_any_of(spoken.behind)})"
    return (
        (re.compile(rf"(?:{people}){_LINK}{surname}{short}{behind}"), True),
        (re.compile(rf"(?:{called})(?:是|叫|:|,)?{surname}{short}{behind}"), True),
        (re.compile(rf"{before}{surname}{given}{behind}"), False),
        (re.compile(rf"(?:{people}){surname}{given}"), False),
    )
