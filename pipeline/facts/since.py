"""When it began: the best of all times said."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipeline.facts.choosing import Candidate
from pipeline.facts.evidence import around, echoes, inside
from pipeline.reading.lines import Line, Lines
from pipeline.reading.times import TimeExpression

_LASTED = re.compile(r"^(?:了|前|以前|来|没|都)")
_STILL = re.compile(r"^(?:都|倒)?还(?!没|不|是)|^到(?!现在)")
_AMOUNT = re.compile(r"[两三四五六七八九十几]个$")  # 等了两个下午
_THEN = re.compile(r"^[,就才]{0,2}[就才]")
_THAT_TIME = re.compile("那[次回天场]|当天|(?:的)?[^,.?!]{0,4}(?:那次|那回)")
_REPORTED = re.compile(
    "^[^.?!]{0,12}(?:报修|报过|报的|报了|反映|反馈|下的单|下单|申请|预约的|换过|修过|换的|修的|抢修|网上报)"
)
_ORDERED = 4.2  # what the order says outweighs what comes up by the way
_OPENING = 6  # lines in which an outbound call states what it is about
_BEFORE = re.compile(r"前|以前|来$")
# The age of a thing, or an earlier repair: 前年双十一买的, 上个月才修过的
_HISTORY = re.compile(
    r"[^,.?!;]{0,6}?(?:买|购|装|修|换|保养|检修|检测|来修|换新|搬来|入住|开户)(?:的(?!时)|过(?!后|以后|之后|来|去|就))"
)
_OWNED = re.compile("买|用|装|住|旧|老")
_HEDGED = re.compile("可能|大概|好像|说不准|说不好|知道|记不|没注意|不记得|估计|不清楚|晓得")
_ASKED, _ASKED_IN_VAIN = 3.0, 0.8  # how sure an answer to the question is, and one that is only guessed
_LOOKED_UP = re.compile("看到了|查到|查了|显示|记录|系统里")
_AGENT_PAST = re.compile(r"了|过|的|报修|反映")


# Beginnings that name no moment: 这俩月, 过完年, 入冬以后.
_SPELL = re.compile(
    "(?:这|近|前)[两俩几]个?(?:天|月|年|周|礼拜|星期)|(?:大半|好几|好些|小半)(?:个)?(?:年|天|月|周|礼拜|星期)|"
    "(?:过完?年|开学|入[冬夏秋伏春]|开春|供暖|停暖|国庆|暑假|寒假)(?:以后|之后|后|以来|起)?"
)


def candidates(lines: Lines) -> list[Candidate]:
    """Every time that may be the beginning of the problem."""
    return [
        Candidate(_value(line, time), line.index, _evidence(lines, line, time))
        for line in lines.all
        for time in (*line.times, *_spells(line))
    ]


def _spells(line: Line) -> Iterable[TimeExpression]:
    taken = [(time.start, time.end) for time in line.times]
    for match in _SPELL.finditer(line.text):
        if not any(start <= match.start() < end for start, end in taken):
            yield TimeExpression(match.start(), match.end(), match.group(), vague=True)


def _evidence(lines: Lines, line: Line, time: TimeExpression) -> dict[str, float]:
    found = around(lines, line, time.start, time.end) | inside(time.text)
    found |= dict.fromkeys(shape(time), 1.0) | echoes(lines, line, time.text)
    found["rules"] = score = _score(lines, line, time)
    found["fits"] = float(score > 0)
    found["asked first"] = float(_is_asked(lines, line) and time in line.times[:1])
    found["told"] = float(any(line.clause(time.start, time.end)[0] <= hit.start for hit in line.hits("when.given")))
    return {name: amount for name, amount in found.items() if amount}


def shape(time: TimeExpression) -> Iterable[str]:
    """What kind of time it is, as names of evidence."""
    when = time.day if time.day is not None else time.week[0] if time.week is not None else None
    ahead = "" if when is None else " ahead" if when > 0 else " past" if when < 0 else " now"
    yield f"time={'day' if time.names_day else 'vague' if time.vague else 'other'}{ahead}"
    yield f"clock={time.clock is not None} part={time.part is not None}"
    if time.duration is not None:
        yield f"lasts={time.duration[1]}"
    if time.deadline:
        yield "deadline"


def _is_asked(lines: Lines, line: Line) -> bool:
    before = lines.before(line)
    return not line.is_agent and before is not None and bool(before.hits("when.asked"))


def _score(lines: Lines, line: Line, time: TimeExpression) -> float:
    """How well a time fits the beginning of the problem; 0 or less where it doesn't."""
    start, end = line.clause(time.start, time.end)
    if not line.outbound and not time.deadline and _HISTORY.match(line.text, time.end):
        return 0.0
    if _is_future(time) or _says_otherwise(line, time, start, end) or _AMOUNT.search(line.text, 0, time.start):
        return 0.0
    after = line.text[time.end :]
    counted = time.duration is not None and not time.names_day and not time.vague
    if counted and not (_LASTED.match(after) or _BEFORE.search(time.text)):
        return 0.0
    aged = counted and time.duration is not None and time.duration[1] == "year"
    if aged and (_OWNED.search(line.text, *line.sentence(time.start, time.end)) or not line.is_agent):
        return 0.0
    if _STILL.match(after) or (time.clock is not None and time.text.endswith("后") and not time.names_day):
        return 0.0
    if line.is_agent:
        return _agent_score(line, time, start)
    asked, told = _is_asked(lines, line), any(start <= hit.start < end for hit in line.hits("when.given"))
    strength = 0.5 * time.names_day + 0.4 * (time.clock is not None) + 0.1 * (time.part is not None) + 0.3 * time.vague
    strength += 0.3 * bool(_THEN.match(after))
    strength += 0.3 * (time.duration is not None) + 0.2 * (asked and time in line.times[:1])
    guessed = not time.names_day and _HEDGED.search(line.text) is not None
    strength += 0.6 * (asked and not guessed and time.clock is not None and time in line.times[:1])
    return strength + (_ASKED_IN_VAIN if guessed else _ASKED) * asked + 0.6 * told


def _says_otherwise(line: Line, time: TimeExpression, start: int, end: int) -> bool:
    """Plans, business hours, questions, and times at which all was well."""
    listed = any(line.has(words, start, end) for words in ("when.plans", "when.whole", "when.asks_when"))
    return listed or _still_fine(line, time, end)


def _still_fine(line: Line, time: TimeExpression, end: int) -> bool:
    """昨天晚上还好好的: nothing but this time stands before the words."""
    following = min((other.start for other in line.times if other.start >= time.end), default=end)
    return line.has("when.still_fine", time.end, min(end, following))


def _agent_score(line: Line, time: TimeExpression, start: int) -> float:
    told = _THAT_TIME.match(line.text, time.end) or _REPORTED.search(line.text[time.end :])
    if line.outbound and line.position < _OPENING and told and (time.names_day or time.vague) and not time.deadline:
        return _ORDERED
    past = (time.day or 0) < 0 or (time.week is not None and time.week[0] < 0) or time.text[0] in "上去昨前"
    outbound = line.outbound and line.position < _OPENING
    looked_up = _LOOKED_UP.search(line.text, 0, start + 1) is not None
    return (1.4 if outbound else 1.0 if looked_up else 0.4) if past and _AGENT_PAST.search(line.text, start) else 0.0


def _is_future(time: TimeExpression) -> bool:
    if (time.day or 0) > 0 or (time.week is not None and time.week[0] > 0):
        return True
    return time.text.startswith(("下个", "下周", "下月", "明年", "这个月底", "月底", "年底")) or (
        time.deadline and time.text.endswith(("内", "之前"))
    )


def _value(line: Line, time: TimeExpression) -> str:
    return line.original(time.start, time.end).strip("，,、 。")
