"""Moments that callers name: when something was done, and the latest moment that a promise allows."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from pipeline.reading.times import TimeExpression, time_expressions

_MARKS = str.maketrans("，。？！；：", ",.?!;:")
_AFTERNOON = ("下午", "晚", "傍晚", "夜", "中午", "午后")
_PROMISED = re.compile("(?:说好|说的|说是|说|约好|约的|约了|约|答应|讲好|讲的|原定|本来|承诺)[^,.?!;:]{0,6}$")
_PUNCTUAL = re.compile("准时|按时|及时|提前|准点")
_UNTIL = re.compile("[到至-]")
_NOON, _MIDNIGHT, _OFFICE_START, _HALF_DAY = 12 * 60, 24 * 60, 7 * 60, timedelta(hours=12)
_ENDS = {"早": 9 * 60, "上午": _NOON, "中午": 14 * 60, "下午": 18 * 60, "傍晚": 19 * 60, "晚": 22 * 60}
END_OF_DAY = time(23, 59, 59)
_SECONDS = {"H": 3600, "M": 60, "S": 1}
_DURATION = re.compile(r"^P(?:(\d+(?:\.\d+)?)([DWMY]))?(?:T(\d+(?:\.\d+)?)([HMS]))?$")


@dataclass(frozen=True, slots=True)
class Telling:
    """When something was done, as is said: between ``since`` and ``at`` (ISO 8601; the same where a clock is named).
    ``named``: whether the day is said, too. ``punctual``: it is said to have been in time. ``grams``: what the sentence
    is about, ``signs``: which kind of thing was done."""

    at: str
    since: str
    named: bool
    punctual: bool = False
    grams: tuple[str, ...] = ()
    signs: tuple[str, ...] = ()


def said_done_at(text: str, place: int, call: datetime) -> Telling | None:
    """The moment that is named last before ``place``, where ``text`` says that something was done (昨天三点四十就来了).

    A clock alone is of the call's day, or of the day before; a part of a day (昨天下午) lasts from begin to end.
    Times that were only promised (说好三点, 四点前) are none. None where nothing is named that is precise enough, or
    what is named lies ahead.
    """
    plain = text.translate(_MARKS).replace(",", ";")  # 说十点，十一点半才来: two times, not a window
    plain = plain.replace("过一点", "过些儿")
    said = [one for one in time_expressions(plain) if one.start < place]
    done = [one for one in said if not (one.deadline or _PROMISED.search(plain[: one.start]))]
    if not done:
        return None
    last = done[-1]
    day = last if last.names_day else next((one for one in reversed(said) if one.names_day), last)
    clause = plain[plain.rfind(";", 0, last.start) + 1 :]
    return _past(last, day, call, bool(_PUNCTUAL.search(clause)))


def _past(said: TimeExpression, day_said: TimeExpression, call: datetime, punctual: bool) -> Telling | None:
    day = _past_day(day_said, call) if said.duration is None and (day_said.day or 0) <= 0 else None
    minutes = _minutes(said)
    if day is None or minutes is None:
        return None
    moment = _at(day, minutes, call)
    if said.part is None and minutes < _OFFICE_START:
        moment += _HALF_DAY  # 三点四十 of an office is in the afternoon
    named = day_said.names_day
    begin = moment if said.clock is not None else _at(day, _begin_of(said.part or ""), call)
    if moment > call and said.clock is None:  # 今天早上, told before its end
        moment = call
    if moment > call and not named:
        moment, begin = moment - timedelta(days=1), begin - timedelta(days=1)
    return Telling(moment.isoformat(), begin.isoformat(), named, punctual) if moment <= call else None


def _begin_of(part: str) -> int:
    """Minutes after midnight at which a part of the day begins: where the one before ends."""
    ends = [0, *_ENDS.values()]
    return next((ends[place] + 1 for place, name in enumerate(_ENDS) if part.startswith(name)), 0)


def _past_day(said: TimeExpression, call: datetime) -> datetime | None:
    if said.day is not None:
        return call + timedelta(days=said.day)
    if said.week is not None:
        weeks, weekday = said.week
        day = call + timedelta(days=weekday - call.weekday() + 7 * weeks)
        return day if day.date() <= call.date() else day - timedelta(days=7)
    return None if said.date is not None else call


def _minutes(said: TimeExpression) -> int | None:
    if said.clock is None:
        return next((end for part, end in _ENDS.items() if said.part and said.part.startswith(part)), None)
    later = said.part is not None and said.part.startswith(_AFTERNOON) and said.clock < _NOON
    early_noon = said.part == "中午" and said.clock >= 10 * 60
    return said.clock + _NOON if later and not early_noon else said.clock


def _at(day: datetime, minutes: int, call: datetime) -> datetime:
    midnight = datetime.combine(day, time(), call.tzinfo)
    return midnight + timedelta(minutes=min(minutes, _MIDNIGHT - 1))


def latest_moment(due: str | None, text: str, made_at: datetime) -> datetime | None:
    """When a promise is due at the latest, from what it says (``due``: ISO 8601 duration or date-time, None: unknown).

    A day lasts until its end, and a window (九点到十点) until its end.
    """
    if due is None:
        return None
    if due.startswith("P"):
        return _after(due, made_at)
    moment = datetime.fromisoformat(due)
    if len(due) == len("2026-11-22"):
        return datetime.combine(moment, END_OF_DAY, made_at.tzinfo)
    moment = moment if moment.tzinfo else moment.replace(tzinfo=made_at.tzinfo)
    return moment + _window(text)


def _after(duration: str, made_at: datetime) -> datetime | None:
    match = _DURATION.match(duration)
    if match is None:
        return None
    days, unit, amount, clock = match.groups()
    moment = made_at
    if days:
        whole = {"D": 1, "W": 7, "M": 30, "Y": 365}[unit]
        end = made_at + timedelta(days=float(days) * whole)
        moment = datetime.combine(end, END_OF_DAY, made_at.tzinfo)
    return moment + timedelta(seconds=float(amount) * _SECONDS[clock]) if amount else moment


def _window(text: str) -> timedelta:
    """How much later than its begin a window ends: 一小时 of 九点到十点; nothing where there is none."""
    clocks = list(
        re.finditer("[0-9零一二两三四五六七八九十]{1,3}点(?:半|一刻|三刻|[0-9零一二三四五六七八九十]{1,3}分?)?", text)
    )
    for before, after in itertools.pairwise(clocks):
        if _UNTIL.fullmatch(text[before.end() : after.start()].strip("钟")):
            found = [one.clock for part in (before, after) for one in time_expressions(part.group())]
            if len(found) == 2 and None not in found:
                minutes = (found[1] or 0) - (found[0] or 0)
                return timedelta(minutes=minutes if minutes > 0 else minutes + _NOON)
    return timedelta()
