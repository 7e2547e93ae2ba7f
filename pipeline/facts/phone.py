"""The number to call back: put together from spoken digits, pauses, corrections and the agent's reading back."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.facts.lines import Line, Lines
from pipeline.facts.numbers import DigitRun
from pipeline.facts.sounds import sound_regex, sounds

_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"(?:0\d{2,3})?[2-8]\d{6,7}|400\d{7}|800\d{7}|95\d{3,4}")
_CORRECTION = sound_regex("不对|不是|错了|说错|哦不|改成|应该是|更正")
_TAIL = sound_regex("后(?:面|头)?[的那]?[三四五六3456两]?[位个]|尾号|末[三四]位|最后")
_HEAD = sound_regex("前(?:面)?[的那]?[三3][位个]")
_AREA = sound_regex("区号")
_EXTENSION = sound_regex("分机|内线|短号|转")
_OTHER = sound_regex(
    "工号|单号|订单|编号|运单|卡号|身份证|密码|验证|账号|户号|序列号|学号|型号|拨打|拨|会员号|发票|"
    "税号|邮编|流水|案卷|车牌|批号|积分|尾数|余额"
)
_PHONE = sound_regex("电话|手机|号码|联系方式|座机|打我|打这个|联系")
_DENIED = sound_regex("^[啊哦哎诶嗯,]*(?:不对|不是|错了|不不)")
_NOT_NUMBER = re.compile(r"^[号栋幢座楼层室元块点分月年天个台次位房]")


@dataclass(frozen=True, slots=True)
class _Said:
    """A number as one speaker said it."""

    digits: str
    line: Line
    confirmed: bool = False

    @property
    def quality(self) -> int:
        """3 for a mobile number, 2 for another complete one, 1 for enough digits to be a piece."""
        if _MOBILE.fullmatch(self.digits):
            return 3
        return 2 if _LANDLINE.fullmatch(self.digits) else 1 if len(self.digits) >= 7 else 0


@dataclass(frozen=True, slots=True)
class Phone:
    digits: str
    utterance: int


def phone(lines: Lines) -> Phone | None:
    """The caller's number, digits only; None where none was said. A reading back that the caller accepted wins."""
    told, read = _told(lines), _read_back(lines)
    best = _best(told, read)
    return Phone(best.digits, best.line.index) if best else None


def _best(told: list[_Said], read: list[_Said]) -> _Said | None:
    said = [n for n in told if n.quality]
    back = [n for n in read if n.quality and (n.confirmed or _resembles(n, said))]
    last_told = said[-1] if said else None
    last_read = back[-1] if back else None
    if last_read is None or last_told is None:
        return last_read or last_told or _extension(told)
    later_correction = last_told.line.position > last_read.line.position and last_told.quality >= 2
    if later_correction or last_told.quality > last_read.quality:
        return last_told
    if last_read.quality == 1 and len(last_read.digits) < len(last_told.digits):
        return last_told
    return last_read


def _resembles(number: _Said, others: list[_Said]) -> bool:
    """Shares a stretch of four digits with a number the customer gave."""
    pieces = {number.digits[i : i + 4] for i in range(len(number.digits) - 3)}
    return any(piece in other.digits for other in others for piece in pieces)


def _extension(told: list[_Said]) -> _Said | None:
    return next((n for n in reversed(told) if 3 <= len(n.digits) <= 6), None)


def _told(lines: Lines) -> list[_Said]:
    """Numbers of the customer. A number may go on in the customer's next words while it is not complete."""
    numbers: list[_Said] = []
    for line in lines.customer:
        asked = lines.before(line)
        for run in _runs(line):
            context = _context(line, run)
            pending = numbers[-1] if numbers and line.position - numbers[-1].line.position <= 4 else None
            joined = _joined(pending, run, context, line, asked)
            if joined is None:
                continue
            if pending is not None and joined[1]:
                numbers.pop()
            numbers.append(_Said(joined[0], line))
    return numbers


def _runs(line: Line) -> list[DigitRun]:
    return [run for run in line.digits if not _NOT_NUMBER.match(line.text[run.end :]) or len(run.digits) >= 7]


def _context(line: Line, run: DigitRun) -> str:
    """The sounds before the digits, back to the digits before them."""
    start = max((other.end for other in line.digits if other.end <= run.start), default=0)
    return line.sounds[max(start, run.start - 14) : run.start]


def _joined(
    pending: _Said | None, run: DigitRun, context: str, line: Line, asked: Line | None
) -> tuple[str, bool] | None:
    """The number with this run and whether it continues ``pending``; None where the digits are no telephone number."""
    digits, known = run.digits, pending.digits if pending else ""
    whole = _whole(run)
    if pending is not None and len(known) >= 7 and _AREA.search(context):
        return (digits + known if not known.startswith("0") else known), True
    other = _OTHER.search(context) and not _PHONE.search(context)
    if whole and not (other and not whole.startswith("1")):
        return whole, bool(pending and (_CORRECTION.search(context) or not _complete(known)))
    if other:
        return None
    if pending is not None and known:
        return _continued(known, digits, context, asked, run)
    if _EXTENSION.search(context) or (asked is not None and _EXTENSION.search(asked.sounds) and len(digits) >= 3):
        return digits, False
    return _begun(digits, context, line, asked)


def _begun(digits: str, context: str, line: Line, asked: Line | None) -> tuple[str, bool] | None:
    """A first piece counts where a telephone number is expected."""
    if asked is not None and _OTHER.search(asked.sounds) and not _PHONE.search(asked.sounds):
        return None
    expected = _PHONE.search(context) or (asked is not None and _PHONE.search(asked.sounds))
    looks = re.fullmatch(r"1[3-9]\d", digits)
    return (digits, False) if len(digits) >= 7 or (expected and len(digits) >= 2) or looks else None


def _continued(known: str, digits: str, context: str, asked: Line | None, run: DigitRun) -> tuple[str, bool] | None:
    if known.endswith(digits) and len(digits) >= 3:
        return known, True
    if _CORRECTION.search(context):
        return known[: max(len(known) - len(digits), 0)] + digits, True
    if _complete(known):
        about = context + (asked.sounds if asked is not None else "")
        if _HEAD.search(about) and len(digits) == 3:
            return digits + known[3:], True
        return (known[: -len(digits)] + digits, True) if _TAIL.search(about) and len(digits) >= 2 else None
    room = 11 - len(known)
    reading = next((r for r in run.readings() if len(r) == room), digits)
    return known + reading, True


def _whole(run: DigitRun) -> str | None:
    """A complete number among the readings of one run."""
    for pattern in (_MOBILE, _LANDLINE):
        for reading in run.readings():
            if pattern.fullmatch(reading):
                return reading
    return None


def _complete(digits: str) -> bool:
    return bool(_MOBILE.fullmatch(digits) or _LANDLINE.fullmatch(digits))


def _read_back(lines: Lines) -> list[_Said]:
    """Numbers that the agent says about the customer. ``confirmed`` where the customer does not refuse them."""
    numbers = []
    for line in lines.agent:
        for run in _runs(line):
            context = _context(line, run)
            digits = _whole(run) or run.digits
            if len(digits) < 7 or (_OTHER.search(context) and not _PHONE.search(context)):
                continue
            reply = lines.reply(line)
            asked = any(word in line.text[run.end :] for word in ("吗", "吧", "对", "是不是", "没错", "?"))
            numbers.append(_Said(digits, line, asked and bool(reply) and not _DENIED.search(sounds(reply))))
    return numbers
