"""Times as people say them: 下午两点一刻左右, 上个礼拜六, 三十分钟之内, 刚才."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.reading.numbers import NUMERAL, numeral

_DAYS = {
    "大前天": -3,
    "前天": -2,
    "前儿": -2,
    "前晚": -2,
    "昨天": -1,
    "昨儿": -1,
    "昨日": -1,
    "昨晚": -1,
    "昨夜": -1,
    "昨早": -1,
    "今天": 0,
    "今儿": 0,
    "今日": 0,
    "今早": 0,
    "今晚": 0,
    "今晨": 0,
    "今朝": 0,
    "当天": 0,
    "明天": 1,
    "明儿": 1,
    "明日": 1,
    "明早": 1,
    "明晚": 1,
    "明朝": 1,
    "后天": 2,
    "后儿": 2,
    "大后天": 3,
}
_WEEKDAYS = "一二三四五六日"
_DAY = "(?:" + "|".join(sorted(_DAYS, key=len, reverse=True)) + ")个?"
_WEEK = r"(?:(?:上上|下下|上|下|这|本)个?)?(?:周|星期|礼拜)(?:[一二三四五六日天]|[1-6]|末)"
_SPAN = (
    r"(?:上上|下下|上|下|这|本)个?(?:周|星期|礼拜)|(?:上上|下下|上|下|这|本)个?月(?:初|底|末|中旬?)?|"
    r"(?:去年|前年|今年|明年)(?:春天|夏天|秋天|冬天|年初|年底)?|(?:国庆|春节|元旦|中秋|端午|五一|"
    r"清明|过年|十一)(?:节|长假|假期)?(?:过后|以后|之后|期间|那天|前|后)|(?:月|年)(?:初|底)"
)
_DATE = (
    rf"(?:{NUMERAL}月份?(?:{NUMERAL}[号日](?![楼线门码台]))?(?:初|底)?|"
    rf"(?<![弄巷路街道同里村镇坊工第0-9零一二三四五六七八九十]){NUMERAL}号(?=$|收到|"
    rf"[,.?!;~ 早上中下晚凌夜晨那就开以之左前后供买换修装报发洗的了])|{NUMERAL}日(?!志|常))"
)
_MISHEARD_POINT = "[电店典](?=半|整|钟|左右|之前|以前)"
_PART = (
    "大清早|清早|清晨|一大早|一早上|一早|大早上|早上|早晨|早起|上午|晌午|中午|午后|下午|傍晚|晚上|晚间|夜里头?|后半夜|半夜|深夜|凌晨|"
    "下班|上班|开门|午饭|晚饭|天黑|天亮|吃晚?饭"
)
_CLOCK = (
    rf"(?:{NUMERAL}(?:点|{_MISHEARD_POINT})(?!儿|名|[击选]|开(?!始|门|会))(?:钟|整)?(?:半|{NUMERAL}刻|过点儿?|过?{NUMERAL}分?(?!钟|点)|"
    rf"多)?|(?<![0-9:])[0-2]?[0-9]:[0-5][0-9](?![0-9:])|(?<![0-9:])[0-2]?[0-9]:[0-5](?:时|(?=之前|以前|左右)))"
)
_UNIT = r"(?:秒钟?|分钟|个?半?小时|个?半?钟头|刻钟|个?工作日|天|个?星期|个?礼拜|周|个?半?月|年)"
_DURATION = rf"{NUMERAL}(?:来|多)?{_UNIT}(?:半|多)?"
_RECENT = "刚才|刚刚|方才|这[两几]天|前[两几]天|前一阵子?|前段时间|最近|近来|这阵子|这段时间|(?<!老)早就"
_SPOT = f"{_DAY}|{_WEEK}|{_SPAN}|{_DATE}|{_PART}|{_CLOCK}|{_DURATION}|{_RECENT}"
_JOIN = r"(?:的|,|是|就|大概|大约|差不多|应该|可能|到|至|-|~|快到?|那天|份)*"
_AFTER = (
    r"(?:左右|前后|上下|之内|以内|内|之间|之前|以前|前(?!面|台|天|几|两|端|门|排|后|儿)|之后|以后|"
    r"过后|后(?!面|台|天|续|门|排|来|头)|多钟?|钟|开始|起(?!来))*"
)
TIME = re.compile(rf"(?:{_SPOT})(?:{_JOIN}(?:{_SPOT}))*{_AFTER}")

# Every character with which one of the alternatives above begins.
_FIRST = re.compile(
    "[0-9零〇一二两三四五六七八九十百千万半几大前昨今当明后上下这本周星礼去国春元中端清过月年早晌午傍晚夜"
    "深凌开饭天吃刚方最近]"
)

_RE_DAY, _RE_WEEK, _RE_DATE = re.compile(_DAY), re.compile(_WEEK), re.compile(_DATE)
_RE_CLOCK, _RE_PART = re.compile(_CLOCK), re.compile(_PART)
_RE_DURATION = re.compile(rf"({NUMERAL})(?:来|多)?({_UNIT})(半)?")
_RE_SPAN, _RE_RECENT = re.compile(_SPAN), re.compile(_RECENT)
_RE_CLOCK_PARTS = re.compile(
    rf"({NUMERAL})(?:点|{_MISHEARD_POINT})(?:钟|整)?(?:(半)|({NUMERAL})刻|过?({NUMERAL})分?)?|([0-2]?[0-9]):([0-5][0-9]?)"
)
_RE_MONTH_DAY = re.compile(rf"(?:({NUMERAL})月份?)?(?:({NUMERAL})[号日])?")
_DEADLINE = re.compile(r"(?:之内|以内|内|之前|以前|前|之后|以后|后)(?:开始)?$")


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """A time said in a text. ``day`` counts from the call's day; ``clock`` is minutes after midnight as said."""

    start: int
    end: int
    text: str
    day: int | None = None
    week: tuple[int, int] | None = None  # weeks from this one, weekday (0 Monday)
    date: tuple[int | None, int] | None = None  # month, day of the month
    part: str | None = None
    clock: int | None = None
    duration: tuple[float, str] | None = None  # amount, one of second minute hour day week month year
    vague: bool = False  # 刚才, 最近, 上个月
    deadline: bool = False  # ends with 之内, 之前, 后

    @property
    def names_day(self) -> bool:
        return self.day is not None or self.week is not None or self.date is not None

    @property
    def precise(self) -> bool:
        return self.clock is not None or self.duration is not None


def time_expressions(text: str) -> list[TimeExpression]:
    """Every time said in ``text`` (half-width punctuation), left to right."""
    return [_read(m) for m in _spots(text)]


def _spots(text: str) -> Iterable[re.Match[str]]:
    """Like ``TIME.finditer``, tried only where a time may begin."""
    at = 0
    while may := _FIRST.search(text, at):
        found = TIME.match(text, may.start())
        at = found.end() if found else may.end()
        if found:
            yield found


def _read(match: re.Match[str]) -> TimeExpression:
    text = match.group().rstrip(",")
    clock, rest = _clock(text), text
    part = _RE_PART.search(text)
    said_day = _RE_DAY.search(text)
    if part is None and said_day is not None:
        part = re.search("[晚早夜]", said_day.group())
    return TimeExpression(
        match.start(),
        match.start() + len(text),
        text,
        day=_DAYS[said_day.group().removesuffix("个")] if said_day else None,
        week=_week(rest),
        date=_date(rest),
        part=part.group() if part else None,
        clock=clock,
        duration=None if clock is not None else _duration(rest),
        vague=bool(_RE_SPAN.search(text) or _RE_RECENT.search(text)),
        deadline=bool(_DEADLINE.search(text)),
    )


def _week(text: str) -> tuple[int, int] | None:
    match = _RE_WEEK.search(text)
    if match is None or match.group().endswith("末"):
        return (match.group().count("下") - match.group().count("上"), 5) if match else None
    day = match.group()[-1].replace("天", "日")
    number = int(day) - 1 if day.isdigit() else _WEEKDAYS.index(day)
    return match.group().count("下") - match.group().count("上"), number


def _date(text: str) -> tuple[int | None, int] | None:
    match = _RE_DATE.search(text)
    if match is None:
        return None
    parts = _RE_MONTH_DAY.match(match.group())
    month, day = (numeral(g) if g else None for g in parts.groups()) if parts else (None, None)
    return (int(month) if month else None, int(day)) if day else None


def _clock(text: str) -> int | None:
    match = _RE_CLOCK_PARTS.search(text)
    if match is None:
        return None
    hour, half, quarters, minutes, digital_hour, digital_minutes = match.groups()
    if digital_hour:
        return int(digital_hour) * 60 + _minutes(digital_minutes)
    value = numeral(hour)
    if value is None or not 0 <= value <= 24:
        return None
    past = 30.0 if half else (numeral(quarters) or 0) * 15 if quarters else (numeral(minutes) or 0) if minutes else 0.0
    return int(value) * 60 + int(past) if past < 60 else None


def _minutes(digits: str) -> int:
    """A recogniser writes 三点半 as 3.5 and 九点四十 as 9.4."""
    return int(digits) if len(digits) == 2 else 30 if digits == "5" else int(digits) * 10


_UNITS = (
    ("秒", "second"),
    ("分钟", "minute"),
    ("刻钟", "minute"),
    ("小时", "hour"),
    ("钟头", "hour"),
    ("工作日", "day"),
    ("天", "day"),
    ("星期", "week"),
    ("礼拜", "week"),
    ("周", "week"),
    ("月", "month"),
    ("年", "year"),
)


def _duration(text: str) -> tuple[float, str] | None:
    match = _RE_DURATION.search(text)
    amount = numeral(match.group(1)) if match else None
    if match is None or amount is None:
        return None
    said = match.group(2)
    unit = next(name for word, name in _UNITS if word in said)
    amount *= 15 if "刻" in said else 1
    return amount + (0.5 if match.group(3) or "半" in said else 0), unit
