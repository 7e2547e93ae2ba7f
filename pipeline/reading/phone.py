"""The number to call back: put together from spoken digits, pauses, corrections and the agent's reading back."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from pipeline.reading.lines import MARKS, Line, Lines
from pipeline.reading.numbers import DigitRun
from pipeline.reading.phone_forms import Heard, belongs, is_complete, is_mobile, likeliest
from pipeline.reading.sounds import sound_regex, sounds

_CORRECTION = sound_regex("不对|不是|错了|说错|哦不|改成|应该是|更正")
_TAIL = sound_regex("后(?:面|头)?[的那]?[三四五六3456两]?[位个]|尾号|末[三四]位|最后")
_HEAD = sound_regex("前(?:面)?[的那]?[三3][位个]")
_AREA = sound_regex("区号")
_EXTENSION = sound_regex("分机|分析|内线|短号")
_PUT_THROUGH = re.compile(r"转(?:接|到|的是)?,?$|座机(?:号|是|的号码|号码是)*,?$")  # right before the digits
_OTHER = sound_regex(
    "工号|单号|订单|编号|运单|卡号|身份证|密码|验证|账号|户号|序列号|学号|型号|拨打|拨|会员号|发票|"
    "税号|邮编|流水|案卷|车牌|批号|积分|尾数|余额|商户号|保单|合同号|设备号|受理号"
)
_PHONE = sound_regex("电话|手机|号码|联系方式|座机|打我|打这个|联系")
_DENIED = sound_regex("^[啊哦哎诶嗯,]*(?:不对|不是|错了|不不)")
_NOT_THIS = re.compile("不是$")  # right before the digits
_NOT_NUMBER = re.compile(r"^[号栋幢座楼层室元块点分月年天个台次位房]")


_PIECE = 5  # digits that are part of a telephone number whatever follows them
_ENOUGH = 7  # digits of the shortest number
_LONGEST_NUMBER = 12  # digits with the area code; what is longer is an order or an account
_LONGEST = 24  # digits: what is longer is a list of something
_LONGEST_RUN = 60  # digits: a number said three times in one breath, with some misheard
_EXTENSION_DIGITS = 4
_ROOM = 4  # digits of a room, said right before the number
_MOST_SAYINGS = 5  # the last ones: each is put together with every other
_ACCEPTED = 1.2  # weight of a reading back that the customer accepted


@dataclass(frozen=True, slots=True)
class _Said:
    """A number as one speaker said it; ``corrected`` where it mends what was said before."""

    digits: str
    line: Line
    lead: str = ""
    tail: str = ""
    confirmed: bool = False
    corrected: bool = False
    extension: bool = False

    @property
    def heard(self) -> Heard:
        return Heard(self.digits, self.lead, self.tail, _ACCEPTED if self.confirmed else 1.0)


@dataclass(frozen=True, slots=True)
class Phone:
    digits: str
    utterance: int


def phone(lines: Lines) -> Phone | None:
    """The caller's number, digits only; None where none was said. The agent's reading back mends what was misheard."""
    read = _read_back(lines)
    told = [n for n in _told(lines) if is_mobile(n.digits) or not _is_passed_on(n, read)]
    last = next((n for n in reversed(told) if len(n.digits) >= _ENOUGH), None)
    if last is None:
        return _accepted(read) or _extension(told, read)
    back = [n for n in read if _about(n, last)][-_MOST_SAYINGS:]
    line = back[-1].line if back else last.line
    found = Phone(likeliest([last.heard, *(n.heard for n in back)]), line.index)
    likely = is_mobile(found.digits) or back or _speaks_of_phone(lines, last.line)
    return found if likely and len(found.digits) <= _LONGEST_NUMBER else None


def _is_passed_on(told: _Said, read: list[_Said]) -> bool:
    """A number that the agent gave to the customer, who repeats it."""
    return any(n.line.position < told.line.position and not n.confirmed and n.digits == told.digits for n in read)


def _speaks_of_phone(lines: Lines, line: Line) -> bool:
    """八八幺幺六零二六 alone may be anything; where a telephone is spoken of, it is one."""
    asked = lines.before(line)
    return any(_PHONE.search(said.sounds) for said in (line, asked) if said is not None)


def _about(read: _Said, told: _Said) -> bool:
    """Whether the agent reads back this number, and the customer has not corrected it since."""
    if told.corrected and read.line.position < told.line.position:
        return False
    return belongs(read.digits, told.digits) or (read.confirmed and is_complete(read.digits))


def _accepted(read: list[_Said]) -> Phone | None:
    accepted = [n for n in read if n.confirmed and len(n.digits) >= _ENOUGH][-_MOST_SAYINGS:]
    digits = likeliest([n.heard for n in accepted]) if accepted else ""
    plain = is_mobile(digits) or any(_PHONE.search(n.line.sounds) for n in accepted)
    return Phone(digits, accepted[-1].line.index) if plain and 0 < len(digits) <= _LONGEST_NUMBER else None


def _extension(told: list[_Said], read: list[_Said]) -> Phone | None:
    """Three to five digits, only where an extension is spoken of."""
    short = [n for n in (*told, *read) if n.extension and 3 <= len(n.digits) <= 5]
    if short:
        longest = max(len(n.digits) for n in short)
        best = [n for n in short if len(n.digits) == longest][-1]
        return Phone(best.digits, best.line.index)
    return None


def _told(lines: Lines) -> list[_Said]:
    """Numbers of the customer. A number may go on in the customer's next words while it is not complete."""
    numbers: list[_Said] = []
    for line in lines.customer:
        if not line.digits:
            continue
        asked, denied = lines.before(line), ""
        for run in _runs(line):
            context = _context(line, run)
            pending = numbers[-1] if numbers and _may_go_on(numbers[-1], line) else None
            if pending is not None and _NOT_THIS.search(line.text[: run.start]):
                denied = run.digits
                continue
            said = _instead(pending, denied, run, line) or _joined(pending, run, context, line, asked)
            if said is None:
                continue
            if pending is not None and said[1]:
                numbers.pop()
            numbers.append(said[0])
    return numbers


def _instead(pending: _Said | None, denied: str, run: DigitRun, line: Line) -> tuple[_Said, bool] | None:
    """不是六零零,是九零零: the digits that take the place of those that were wrong."""
    if pending is None or not denied or denied not in pending.digits:
        return None
    mended = pending.digits.replace(denied, run.digits[: len(denied)], 1)
    return replace(pending, digits=mended, line=line, lead="", tail="", corrected=True), True


def _may_go_on(number: _Said, line: Line) -> bool:
    return line.position - number.line.position <= 4 and len(number.digits) <= _LONGEST


def _runs(line: Line) -> list[DigitRun]:
    """Those that may be telephone numbers: what is much longer is none, and comparing it with others takes for ever."""
    return [
        _tidied(run)
        for run in line.digits
        if len(run.digits) <= _LONGEST_RUN
        and (len(run.digits) >= _PIECE or not _NOT_NUMBER.match(line.text[run.end : run.end + 1]))
    ]


def _tidied(run: DigitRun) -> DigitRun:
    """Without groups that were begun and said again (三幺幺,嗯,三幺幺六), and without a room said just before."""
    groups = [
        g for g, after in zip(run.groups, (*run.groups[1:], ""), strict=True) if len(g) < 2 or not after.startswith(g)
    ]
    for first in range(len(groups)):
        digits = "".join(groups[first:])
        before = len("".join(groups[:first]))
        if is_mobile(digits) or (is_complete(digits) and before <= _ROOM):
            return run if digits == run.digits else replace(run, digits=digits, lead="", tail="")
    return run


def _context(line: Line, run: DigitRun) -> str:
    """The sounds before the digits, back to the digits before them."""
    start = max((other.end for other in line.digits if other.end <= run.start), default=0)
    return line.sounds[max(start, run.start - 14) : run.start]


def _joined(
    pending: _Said | None, run: DigitRun, context: str, line: Line, asked: Line | None
) -> tuple[_Said, bool] | None:
    """The number with this run and whether it continues ``pending``; None where the digits are no telephone number."""
    known = pending.digits if pending else ""
    new = _Said(run.digits, line, run.lead, run.tail)
    if pending is not None and len(known) >= _ENOUGH and _AREA.search(context):
        area = run.digits if run.digits.startswith("0") else f"0{run.digits}"
        return replace(pending, digits=known if known.startswith("0") else area + known, line=line), True
    other = _is_other(context, asked if pending is None else None)
    whole = _whole(run)
    if whole and not (other and not whole.startswith("1")):
        corrected = bool(pending and _CORRECTION.search(context))
        return replace(new, corrected=corrected), bool(pending and (corrected or not is_complete(known)))
    if other:
        return None
    if pending is not None and known and not pending.extension:
        return _continued(pending, new, context, asked)
    if _is_extension(line, run, context) or (
        asked is not None and len(run.digits) >= 3 and _EXTENSION.search(asked.sounds)
    ):
        return _as_extension(new, run), False
    return _begun(new, context, asked)


def _is_extension(line: Line, run: DigitRun, context: str) -> bool:
    """分机八零三; 转六幺零二; 科里座机是六幺三幺."""
    short = len(run.digits) <= _EXTENSION_DIGITS + 1
    return _EXTENSION.search(context) is not None or (short and _PUT_THROUGH.search(line.text[: run.start]) is not None)


def _is_other(context: str, asked: Line | None) -> bool:
    """Whether an order, a card or an account is spoken of: by the customer, or in the question that this answers."""
    if _PHONE.search(context):
        return False
    about = asked is not None and _OTHER.search(asked.sounds) and not _PHONE.search(asked.sounds)
    return bool(_OTHER.search(context) or about)


def _as_extension(new: _Said, run: DigitRun) -> _Said:
    """Mostly four digits: 六幺零二八楼 is 6102 on the eighth floor, 八零三 and a word that sounds like one is 8035."""
    digits = new.digits
    apart = len(run.groups) > 1 and len(run.groups[-1]) == 1  # 内线八零零七。二车间
    if len(digits) == _EXTENSION_DIGITS + 1 and (apart or _NOT_NUMBER.match(new.line.text[run.end :])):
        digits = digits[:-1]
    elif len(digits) == _EXTENSION_DIGITS - 1 and new.line.text[run.end : run.end + 1] not in MARKS:
        digits += new.tail[:1]
    return replace(new, digits=digits, extension=True)


def _begun(new: _Said, context: str, asked: Line | None) -> tuple[_Said, bool] | None:
    """A first piece counts where a telephone number is expected."""
    expected = _PHONE.search(context) or (asked is not None and _PHONE.search(asked.sounds))
    looks = re.fullmatch(r"1[3-9]\d", new.digits)
    return (new, False) if len(new.digits) >= _ENOUGH or (expected and len(new.digits) >= 2) or looks else None


def _continued(pending: _Said, new: _Said, context: str, asked: Line | None) -> tuple[_Said, bool] | None:
    known, digits = pending.digits, new.digits
    if known.endswith(digits) and len(digits) >= 3:
        return pending, True
    if _CORRECTION.search(context):
        mended = known[: max(len(known) - len(digits), 0)] + digits
        return replace(pending, digits=mended, line=new.line, tail=new.tail, corrected=True), True
    if is_complete(known):
        return _mended(pending, new, context + (asked.sounds if asked is not None else ""))
    return replace(pending, digits=known + pending.tail * (not known) + digits, line=new.line, tail=new.tail), True


def _mended(pending: _Said, new: _Said, about: str) -> tuple[_Said, bool] | None:
    """The first or last digits said again, other than before."""
    known, digits = pending.digits, new.digits
    if _HEAD.search(about) and len(digits) == 3:
        return replace(pending, digits=digits + known[3:], line=new.line, corrected=True), True
    if _TAIL.search(about) and len(digits) >= 2:
        return replace(pending, digits=known[: -len(digits)] + digits, line=new.line, corrected=True), True
    return None


def _whole(run: DigitRun) -> str | None:
    """A complete number among the readings of one run."""
    return next((r for is_form in (is_mobile, is_complete) for r in run.readings() if is_form(r)), None)


def _read_back(lines: Lines) -> list[_Said]:
    """Numbers that the agent says about the customer. ``confirmed`` where the customer does not refuse them."""
    numbers = []
    for line in lines.agent:
        for run in _runs(line) if line.digits else ():
            context = _context(line, run)
            extension = _is_extension(line, run, context)
            if (len(run.digits) < _ENOUGH and not extension) or (_OTHER.search(context) and not _PHONE.search(context)):
                continue
            said = _Said(run.digits, line, run.lead, run.tail, _is_accepted(lines, line, run))
            numbers.append(_as_extension(said, run) if extension else said)
    return numbers


def _is_accepted(lines: Lines, line: Line, run: DigitRun) -> bool:
    asked = any(word in line.text[run.end :] for word in ("吗", "吧", "对", "是不是", "没错", "?"))
    reply = lines.reply(line) if asked else ""
    return bool(reply) and not _DENIED.search(sounds(reply))
