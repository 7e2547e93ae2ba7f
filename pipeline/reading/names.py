"""The caller's name: from 我叫…, 我姓…, 我是…的…, the answer to the question, or the agent's own words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from pipeline.reading.cues import Cues
from pipeline.reading.lines import Line, Lines
from pipeline.reading.sounds import sound_regex, sounds
from pipeline.text.sound import readings

_HANZI = "[\u4e00-\u9fff]"
_CALLED = sound_regex(r"(?:我叫|我名字叫|名字是|名字叫|姓名是|叫我|名叫)(?:做|是)?,?")
_SURNAMED = sound_regex(r"(?:我姓|免贵姓?)")
_SURNAME_ANSWERED = sound_regex("免贵姓?|我?姓")  # where the name was asked for
_NO_SURNAME = re.compile("[我]?寻思|[我]?幸好|[我]?兴许|信息|信号|信用|幸亏|心|行|性能|型号")
_ASKS_NAME = re.compile(
    "称呼|贵姓|姓名|名字|姓什么|叫什么|叫啥|姓啥|您姓|你姓|哪位|是谁|写谁|记谁|怎么叫|咋叫|大名|联系人|报修人|户主|什么人"
)
_I_AM = sound_regex(r"(?:我是|我们是|这里是|这边是|我这是|这是|我)")
_END = re.compile(r"[,.?!;:]|我|那个|这个|电话|手机|你们|您们|咱|$")
_MARK = re.compile(r"[,.?!;:]|$")
_STARTS = re.compile(r"^(?:嗯|哦|啊|呃|是|就是|我|就写|写我|写|就记|记|就叫|名字|姓名|联系人|那就)+")
_NICKNAME = re.compile(rf"(?:叫|喊|称呼)我(?:就)?[小老阿]({_HANZI})(?=[,.?!吧呀啊就好行得]|$)")
_SINGLE = re.compile(rf"单名(?:是|叫)?(?:一个|个)?({_HANZI})(?:字|[,.?!]|$)")
_NAMED_AS = re.compile(rf"(?:登记|写|填|记|报|留|挂)(?:的是|成|上|在)?({_HANZI}{{2,4}}?)(?:的名字|名下|这个名字)")
_HARDLY = re.compile(r"^我[\u4e00-\u9fff](?=[\u4e00-\u9fff]{2,3}$)")  # 我要张敏 for 我叫张敏
# 祁连山的祁,祁国栋
_SPELLED_FIRST = re.compile(r"的([\u4e00-\u9fff]),?([\u4e00-\u9fff])([\u4e00-\u9fff]{1,2})(?=[,.?!]|$)")
_AFTER_MISHEARD_JOB = re.compile("的[\u4e00-\u9fff]{2}([\u4e00-\u9fff]{3})$")
# No given name holds one of these.
_NO_NAME = re.compile("[不没是的了吗呢吧去拿要给这你我他她它也就还很太再烧说找打换修等想问走让把被吃买卖啊哦嘛呀哎嗯]")
_VERBAL = re.compile("[不没是了着过把被问找打说要知想看用拿]")  # 我不知道是不是传感器的毛病
_NOT_MY_NAME = re.compile(
    "人|他|她|你|您|师傅|个|了|过|车|不|的|物业|保安|孩子|老公|同事|上|下|来|出|回|起|一"
)  # 我叫人去拿, 叫我下来
_TRAILING = re.compile(r"[啊呀哦吧呢嘛哈的了啦呗]+$")
_VERIFIES = re.compile(
    "请问(?:您)?是|^[喂为]?,?是|您是|户名|姓名是|户主|联系人|机主|[,.?!]是[^,.?!]{2,12}(?:吗|吧|么|本人|不)"
)
_ITS_ME = re.compile("(?:对|是|嗯|哎|诶|没错|欸|,)*(?:就是我|是我|我就是|我是|是本人|我本人)")
_VERIFIED = re.compile(
    rf"(?:请问|您|[,.?!]|^[喂为]?,?|户名|姓名|户主|联系人|机主)是(?:{_HANZI}*的)?({_HANZI}{{2,10}}?)(?:[吗骂嘛马妈吧]|[,.?!]|本人|$)"
)
_UNSPELLED = re.compile(rf"(({_HANZI}){_HANZI}{{1,2}})\2{_HANZI}{{1,2}}的\2.*$")
_SPELLING = re.compile(rf"^({_HANZI})({_HANZI}{{1,2}}?){_HANZI}{{2,3}}?的.*$")
_FAMILIAR = re.compile(rf"(?:我是|我就是|我|叫我|喊我|是)([老小阿]{_HANZI})(?=[,.?!啊呀哦吧嘛]|$)")
_ANY_SURNAME = re.compile(rf"(?:我|本人|免贵|敝|^|[,.?!])姓({_HANZI})")
_REPEATED_SURNAME = re.compile(rf"({_HANZI}{{2,3}})(?=[,.?!啊呀哦]|$)")
_INTRODUCTION = 16  # characters of 我是某某店的店长某某某


@dataclass(frozen=True, slots=True)
class Name:
    value: str
    utterance: int
    rank: int  # 3 full name after a cue, 2 full name elsewhere, 1 surname only
    form: str = ""  # the way in which it was said


class NameFinder:
    """Reads names with the pack's surnames, titles and words that are no names."""

    def __init__(self, cues: Cues) -> None:
        self._surnames = frozenset("".join(cues.words.get("who.surnames", ())))
        self._surname_sounds = frozenset(sounds("".join(sorted(self._surnames))))
        self._double = cues.words.get("who.double_surnames", ())
        self._titles = _alternatives(cues.words.get("who.titles", ()))
        self._jobs = _alternatives(cues.words.get("who.jobs", ()))
        self._units = _alternatives(cues.words.get("who.unit_endings", ()))
        self._same_sound = {readings(c)[0]: c for c in reversed("".join(cues.words.get("who.surnames", ())))}
        self._not_names = re.compile("|".join(map(re.escape, cues.words.get("who.not_names", ()))) or "(?!)")

    @cached_property
    def _own_title(self) -> re.Pattern[str]:
        return re.compile(rf"(?:我是|的)({_HANZI})({self._titles})(?=[,.?!;啊呀]|$)")

    @cached_property
    def _end_title(self) -> re.Pattern[str]:
        return re.compile(rf"(?:{self._titles})+$")

    @cached_property
    def _member(self) -> re.Pattern[str]:
        """开发区管委会董长河: the name right behind an organisation."""
        return re.compile(rf"^{_HANZI}{{2,10}}?(?:{self._units})({_HANZI}{{2,3}})$")

    @cached_property
    def _begin_job(self) -> re.Pattern[str]:
        return re.compile(rf"^(?:{self._jobs})")

    @cached_property
    def _addressed(self) -> re.Pattern[str]:
        """姓名 before a title, as the agent says it: 周磊周先生, 罗海老师, 贺先生."""
        return re.compile(rf"({_HANZI}{{1,4}}?)(?:{self._titles})")

    @cached_property
    def _after_job(self) -> re.Pattern[str]:
        """The name at the end of 我是财务部的曹颖, 儿科的护士陈晓燕."""
        return re.compile(rf"^(?:{_HANZI}*的|{_HANZI}*?(?:{self._jobs}))(?:{self._jobs})?({_HANZI}{{2,4}})$")

    def written(self, lines: Lines, name: Name) -> str:
        """The name as it was heard, its first character as a surname where it only sounds like one."""
        return self._spelt(_as_heard(lines, name))

    def candidates(self, lines: Lines) -> list[Name]:
        """Everything that may be the caller's name."""
        return [*self._from_customer(lines), *self._from_agent(lines)]

    def _spelt(self, name: str) -> str:
        """A recogniser's 奖丽 as 蒋丽: the first character as the surname of the same sound."""
        if name[:1] in self._surnames or name[:2] in self._double:
            return name
        return self._same_sound.get(readings(name[:1])[0], name[:1]) + name[1:]

    def _from_customer(self, lines: Lines) -> Iterable[Name]:
        for line in lines.customer:
            asked = lines.before(line)
            yield from _said_as("called", self._called(line))
            yield from _said_as("otherwise", self._otherwise(line))
            yield from _said_as("surnamed", self._surnamed(line, asked))
            yield from _said_as("introduced", self._introduced(line))
            yield from _said_as("titled", self._titled(line))
            yield from _said_as("spelled", self._spelled(line))
            yield from _said_as("answered", self._answered(line, asked))
            yield from _said_as("familiar", self._familiar(line))

    def _familiar(self, line: Line) -> Iterable[Name]:
        """我是老邬; 姓禤: people whose surname no list has say it all the same."""
        for match in _FAMILIAR.finditer(line.text):
            yield Name(match.group(1), line.index, 1)
        for match in _ANY_SURNAME.finditer(line.text):
            yield Name(match.group(1), line.index, 1)
            full = _REPEATED_SURNAME.search(line.text, match.end())
            if full and full.group(1)[0] == match.group(1):
                yield Name(full.group(1), line.index, 3)

    def _called(self, line: Line) -> Iterable[Name]:
        for cue in _CALLED.finditer(line.sounds):
            if _NOT_MY_NAME.match(line.text, cue.end()):
                continue
            value = self._given(_clause(line.text, cue.end()))
            certain = line.text[cue.start() : cue.end()].rstrip(",").endswith(("叫", "是"))
            if value and len(value) == 2 and value[0] in "小老阿" and value[1] in self._surnames:
                continue  # 叫我小段: the surname is read with the nicknames
            if value and len(value) >= 2 and (certain or self._is_surname(value[:2])):
                yield Name(value, line.index, 4)

    def _otherwise(self, line: Line) -> Iterable[Name]:
        """叫我小段; 登记陆小曼的名字; 管委会董长河."""
        nickname, named = _NICKNAME.search(line.text), _NAMED_AS.search(line.text)
        if nickname and nickname.group(1) in self._surnames:
            yield Name(nickname.group(1), line.index, 1)
        if named and self._full(named.group(1)):
            yield Name(named.group(1), line.index, 3)
        for clause in re.split(r"[,.?!;]", line.text)[:4]:
            member = self._member.match(clause)
            if member and self._full(member.group(1)):
                yield Name(member.group(1), line.index, 2)

    def _surnamed(self, line: Line, asked: Line | None) -> Iterable[Name]:
        """姓刘,刘桂芝: the full name that begins with the surname again, else the surname alone."""
        expected = asked is not None and _ASKS_NAME.search(asked.text)
        for cue in (_SURNAME_ANSWERED if expected else _SURNAMED).finditer(line.sounds):
            surname = line.text[cue.end() : cue.end() + 2]
            surname = surname if surname in self._double else surname[:1]
            after = line.text[cue.end() + len(surname) :]
            if _NO_SURNAME.match(line.text[cue.start() :]) or not surname or _MARK.match(surname):
                continue
            known = self._is_surname(surname)
            if not known and line.text[cue.end() - 1] == "姓":
                full = self._full_after(line, cue.end() + len(surname), surname)
                if full:
                    yield Name(full, line.index, 3)
            if not known or after.startswith("的"):
                continue
            full = self._full_after(line, cue.end() + len(surname), surname)
            single = _SINGLE.search(line.text, cue.end())
            full = full or (surname + single.group(1) if single else None)
            yield Name(full or surname, line.index, 4 if full else 1)
            direct = self._given(_clause(line.text, cue.end()))
            if not full and direct and len(direct) in (2, 3):
                yield Name(direct, line.index, 3)

    def _full_after(self, line: Line, start: int, surname: str) -> str | None:
        """The surname again, by sound, with one or two more characters: 蒲世荣, but not 蒲公英的蒲."""
        found: list[tuple[int, str]] = []
        sound = sounds(surname[0])
        for at in (at for at in range(start, len(line.sounds)) if line.sounds[at] == sound):
            clause = _TRAILING.sub("", _clause(line.text, at))
            rest = clause[len(surname) :]
            if "的" in clause[:6] or not rest or self._not_names.match(clause) or sounds(rest[0]) == sound:
                continue
            if _NO_NAME.search(clause[: len(surname) + 2]):
                continue
            found.append((len(rest) <= 2, clause[: len(surname) + 2]))
        return max(reversed(found), key=lambda pair: pair[0])[1] if found else None

    def _spelled(self, line: Line) -> Iterable[Name]:
        """祁连山的祁,祁国栋: the last character of the explanation begins the name."""
        for match in _SPELLED_FIRST.finditer(line.text):
            name = match.group(2) + match.group(3)
            sure = len(name) == 3 or self._is_surname(name)
            same = sounds(match.group(1)) == sounds(match.group(2)) and name[1:2] != match.group(1)
            if sure and same and not _TRAILING.search(name) and not self._not_names.search(name):
                yield Name(name, line.index, 3)

    def _introduced(self, line: Line) -> Iterable[Name]:
        """我是财务部的曹颖; 我是行政,宋扬."""
        for cue in _I_AM.finditer(line.sounds):
            clause = _TRAILING.sub("", self._unspelled(_clause(line.text, cue.end())))
            match = self._after_job.match(clause)
            value = self._sounding(self._without_job(match.group(1))) if match else None
            job = _AFTER_MISHEARD_JOB.search(clause) if value is None and len(clause) <= _INTRODUCTION else None
            value = self._full(job.group(1)) if job else value
            if value and line.text[cue.end() - 1] == "我" and _VERBAL.search(clause[: clause.rfind(value)]):
                continue
            if value is None and cue.group() != sounds("我"):
                value = self._full(clause) if 2 <= len(clause) <= 4 else self._next_clause(line.text, cue.end(), clause)
            if value:
                yield Name(value, line.index, 3)

    def _unspelled(self, clause: str) -> str:
        """班长尤建军尤其的尤 without what spells the surname."""
        return _UNSPELLED.sub(r"\1", clause)

    def _without_job(self, words: str) -> str:
        return self._begin_job.sub("", words)

    def _titled(self, line: Line) -> Iterable[Name]:
        """我是东风小学的张老师: the surname with the title."""
        for match in self._own_title.finditer(line.text) if "who.titles" in line.spots else ():
            if match.group(1) in self._surnames:
                yield Name(match.group(1) + match.group(2), line.index, 1)

    def _next_clause(self, text: str, start: int, clause: str) -> str | None:
        rest = text[start + len(clause) :].lstrip("啊呀的,. ")
        following = _TRAILING.sub("", _clause(rest, 0))
        return self._full(following) if 2 <= len(following) <= 3 else None

    def _answered(self, line: Line, asked: Line | None) -> Iterable[Name]:
        """A bare name in answer to the question."""
        if asked is None or not _ASKS_NAME.search(asked.text):
            return
        for piece in re.split(r"[,.?!;:]", line.text)[:6]:
            clause = _TRAILING.sub("", _STARTS.sub("", piece))
            value = self._full(clause) or self._full(_HARDLY.sub("", piece), misheard=True) if len(piece) <= 6 else None
            if value:
                yield Name(value, line.index, 3)
                return

    def _from_agent(self, lines: Lines) -> Iterable[Name]:
        for line in lines.agent:
            if _VERIFIES.search(line.text):
                yield from _said_as("verified", self._verified(line, lines))
            yield from _said_as("read out", self._read_out(line, lines))
            yield from _said_as("addressed", self._addressed_by(line))

    def _addressed_by(self, line: Line) -> Iterable[Name]:
        """周先生,您别急."""
        for match in self._addressed.finditer(line.text) if "who.titles" in line.spots else ():
            value = self._before_title(match.group(1))
            if value:
                yield Name(value, line.index, 2 if len(value) > 1 else 0)

    def _verified(self, line: Line, lines: Lines) -> Iterable[Name]:
        """请问是周磊周先生吗, 是蒋丽吧: the agent asks whether it is the right person."""
        for match in _VERIFIED.finditer(line.text):
            words = self._end_title.sub("", match.group(1))
            words = words[:-1] if len(words) > 2 and words[-1] == words[0] else words  # 周磊周先生
            value = self._full(words) or self._full(words[:-1])
            if value is None and line.position == 0 and self._is_surname(words) and not self._not_names.search(words):
                value = words if 2 <= len(words) <= 3 else None
            if value:
                yield Name(value, line.index, 3)

    def _read_out(self, line: Line, lines: Lines) -> Iterable[Name]:
        """苏文静,枫林小区二号楼? 对,就是我: the agent reads a record that the customer says is hers."""
        if _ITS_ME.match(lines.reply(line)):
            for clause in re.split(r"[,.?!;]", line.text):
                value = self._full(self._end_title.sub("", clause)) if len(clause) >= 3 else None
                if value and len(value) >= 3:
                    yield Name(value, line.index, 2)

    def _before_title(self, words: str) -> str | None:
        """周磊周 -> 周磊; 明白了贺 -> 贺."""
        for length in (3, 2):
            tail = words[-length:]
            if len(tail) == length and self._full(tail) and not self._not_names.search(tail) and length == len(words):
                return tail
        return words[-1:] if self._is_surname(words[-1:]) and words[-1:] in self._surnames else None

    def _given(self, clause: str) -> str | None:
        """The name at the beginning of a clause that follows 我叫."""
        clause = _TRAILING.sub("", clause)
        clause = _SPELLING.sub(self._before_spelling, clause)
        clause = re.split("是|的|电话|住|在|手机", clause)[0] if len(clause) > 4 else clause
        if not clause or self._not_names.match(clause) or _NO_NAME.search(clause[1:3]):
            return None
        limit = 4 if clause[:2] in self._double else 3
        return clause[:limit] if len(clause) <= 4 or self._is_surname(clause[:1]) else None

    @staticmethod
    def _before_spelling(match: re.Match[str]) -> str:
        """方婷方圆的方: the name ends where its surname comes again."""
        surname, words = sounds(match.group(1)), match.group()
        again = next((i for i in (2, 3) if sounds(words[i : i + 1]) == surname), None)
        return words[:again] if again else words

    def _full(self, clause: str, misheard: bool = False) -> str | None:
        """The clause, where it is a surname and one or two more characters."""
        double = clause[:2] in self._double
        fits = 3 <= len(clause) <= 4 if double else 2 <= len(clause) <= 3
        known = double or clause[:1] in self._surnames
        return clause if fits and known and self._namelike(clause[:1] if misheard else clause) else None

    def _namelike(self, clause: str) -> bool:
        """Whether nothing in the characters speaks against a name."""
        written = re.fullmatch(f"{_HANZI}+", clause) is not None
        return written and not self._not_names.search(clause) and not _NO_NAME.search(clause[1:])

    def _sounding(self, clause: str) -> str | None:
        """Like :meth:`_full` after a sure cue, where a surname may be misheard: 护士尘小宴."""
        fits = 2 <= len(clause) <= 3 and self._namelike(clause)
        return self._full(clause) or (
            clause
            if fits and len(clause) == 3 and self._is_surname(clause[:1]) and not _NO_NAME.search(clause)
            else None
        )

    def is_written_surname(self, value: str) -> bool:
        """Whether the value begins with a surname of the list, as it is written."""
        return value[:2] in self._double or value[:1] in self._surnames

    def _is_surname(self, text: str) -> bool:
        return text in self._double or sounds(text[:1]) in self._surname_sounds


def _said_as(form: str, names: Iterable[Name]) -> Iterable[Name]:
    return (replace(name, form=form) for name in names)


def _as_heard(lines: Lines, name: Name) -> str:
    """A name is never mended: 制强 sounds like 之前."""
    line = lines.spoken(name.utterance)
    at = line.text.find(name.value)
    return line.folded[at : at + len(name.value)] if at >= 0 else name.value


def _clause(text: str, start: int) -> str:
    found = _END.search(text, start)
    return text[start : found.start() if found else len(text)]


def _alternatives(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True)) or "(?!)"
