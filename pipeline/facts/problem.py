"""What the caller reports or wants, in the caller's words, shortened like the line of a service order."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.facts.choosing import Candidate
from pipeline.facts.evidence import around, grams, inside
from pipeline.reading.lines import Line, Lines
from pipeline.reading.sounds import sound_regex, sounds

_GREETING = (
    r"喂|为(?=你|您|我)|[\u4e00-\u9fff]{1,3}(?:你好|您好|好)(?=,|我|$)|你好|您好|[安爱挨一]您好|老师好|老师|同志|先生|小姐|师傅|"
    r"闺女|姑娘|小伙子|美女|哎呀妈呀|哎哟|哎呀|哎|诶|啊|"
    r"嗯|呃|哦|俄|哈|呀|是我"
)
_ASKING = (
    r"我?(?:就是)?想?(?:要)?(?:问一下|问下|问问|问|咨询一下|咨询|查一下|了解一下|反映一下|反映|"
    r"请教一下)|麻烦(?:您|你)?(?:帮我)?|请问"
)
# Where a recogniser wrote no comma, a new thought begins at these words.
_CUT = re.compile(
    r",+|(?<=[\u4e00-\u9fff]{3})(?=我要投诉|我想|我要|我们(?:那|这|家|公司|租|宿舍|[\u4e00-\u9fff]楼)|我家|我那|我这|你们(?:那|这|租|卖)|"
    r"那个(?!人)|结果|但是|我叫|我姓|我是|约了|请问)|(?<=[吗呢吧啊])(?=[我你他她那这前今昨])"
)
_INTRODUCES = sound_regex(
    r"^(?:我们是|我是|我叫|我姓|这里是|我这里是|我名字|请问是.*[吗吧]$|是.{2,8}[吗吧]$|你说$|方便|什么事|我看看|我等)"
)
_OWNER = (
    r"我们(?:这边|这儿|这里|那边|那儿|家|公司)?|我(?:这边|这儿|这里|家|屋里|们)?|[咱俺]们?(?:这边|这儿|屋里|那边|"
    r"家)?|你们(?:[租足组]给我们的|卖给我的)?|您(?:那边|家)?|家里"
)
_SMALL = (
    r"[那纳]个|这个|[那纳]台|这台|那|这|就是说|就是|是这样的?|然后|[他她]?说|人家[说讲]|但是|可是|的|吧|呢|"
    r"又|他妈|破|网上话|,"
)
_LEAD = re.compile(rf"^(?:{_GREETING}|{_ASKING}|住(?!院|户|宅)|{_OWNER}|{_SMALL})+")
_TOPIC_END = re.compile(r"(?:啊|呀|呢|吧|嘛|哈|,)+$")
_THING = re.compile(r"^.*(?:[那纳]个|这个|[那纳]台|这台|一台|我的|们的)")
_EMPTY = re.compile(
    r"[那纳]个(?!月)|这个(?!月)|[那纳]台|这台|那些|一台|突然|好像|忽然|我们|你们|我家|咱们|给我(?![孙儿女爸妈老爱家妹弟哥姐])|就是|他妈的?|"
    r"我?不小心|一?起来就|莫名其妙地?|最近|根本|就要|总是|总要|老是|一直|的时候|噻|嘞|哒|"
    r"[啊呀呢吧嘛哈呃嗯喔咯哦都又]|的(?!,)|(?<!不)了(?!$)"
)
_BROKEN = re.compile(
    r"[不部布付](?:了|上|出|开|着|到|进|下|动|通|来|住|亮|热|响|转|灵|对|起|弹|吐|制|知冷|治冷)|没(?:有|得)?(?:声|电|"
    r"水|网|图|信|反|收|热|信号|人来|人影|动静|消息|下文|更新|人管|人理|着落|送到)|冇|"
    r"报[^,]{0,6}(?:[高低错警障]|异常)|停[泵机]|往下掉|[一-龥]味(?:[道儿,]|$)|咔[嗒哒]|嗡嗡|吱吱|吱嘎|哐当|咣当|滴滴响|哗啦"
)
_HOW_TO = re.compile(
    r"怎么(?!了|办|回事|弄|样|会|还|这|又|说|不)|如何|能不能(?!.{0,4}(?:来|快|赶紧|修|帮|看|找))|"
    r"可不可以"
)
_WISH = re.compile("能不能够?|可不可以|可以不可以")
_WITHOUT_SUBJECT = re.compile(
    r"^(?:就|一[按摁打点开进输插碰]|把|被|也|都|还|老|总|怎么|能|不|没|突然|说|显示|它|他|那|后来|刚|上|忽|又)"
)
_ORDERED = re.compile(
    r"^[^,]*?(?:报修|反映|反馈|申请|投诉|报的)(?:说|了|的)?,?说?|"
    r"^[^,]*?[您你](?:那边|家)?的?|^.{1,4}(?:先生|女士|老师|小姐|师傅)"
)
_OPENING, _PLAIN = 2, 1.3  # lines in which any statement may be the reason for the call, and its weight
_EARLY = 5  # lines of the customer in which the reason for the call is told
# What the customer only guesses, or leaves to others to know, is not what is wrong.
_GUESSED = re.compile(
    r"^[我那这]*(?:可能|也许|估计|恐怕|会不会|是不是|莫非|大概|不知道|不晓得|不清楚)|我也?(?:不知道|不晓得|不清楚)"
)
_ORDERED_THING = re.compile(
    r"(?:网上|电话|上|家|您|你)(?:报|报修|申请|预约|登记)(?:的|了)?(?:那个|一个|是)?([^,.?!的吧吗]{2,10}?)(?:的那[家个位户台]|的?[吧吗]|[,.?!]|$)"
)
_MISDIALLED_FOR = re.compile(
    r"(?:是不是|请问是|请问这是|这是|这里是|你是|您是|你们是|找一下|我找|,是|^是)(?:那个)?([\u4e00-\u9fff]{2,14}?)(?:吗|吧|啊|不|么|的电话|[,.?!]|$)"
)
_WANTS = re.compile("想[给要约办报查买问改退换]|[给要约办查买改退换]")
_NOT_HERE = re.compile(r"(?:这儿|这里|我们|我们?这边|这头)(?:是[^,.?!]{2,12}[,.])?(?:可|也)?不是(?!您|你|说|这)")
_STANDARD = (("冇", "没"), ("咋", "怎么"), ("嘛时候", "什么时候"), ("啥", "什么"), ("么子", "什么"))
_LONGEST_TOPIC = 9
_LONGEST_THING = 5
_SENTENCE = re.compile(r"[^.?!;]+")
_BARE = re.compile("我?(?:要|想)?(?:投诉|报修|报个修|举报|退货|退款)(?:一下|你们)?")
_BARE_WEIGHT = 2.0
_NO_TOPIC = re.compile(rf"[^,]{{0,12}}的|{_BARE.pattern}")
_SHORT = 8
_LEAST_OPENING = 5  # characters of the first words that may tell the reason for the call
_LONGEST = 22
_LEAST_STATED = 3  # characters
_CUSTOMERS_LINES = 8  # of the customer in which the matter is told
_REPORTED = re.compile(
    "^.*(?:报修|反映|报的是|说的是|问的是|说是|关于|您的|您家|您那|是想|想要|故障是|现象是|问题是)(?:说|的)?"
)
_SHORTEST_WISH = 4
# Asks for the mending, not for something else.
_URGES = re.compile("怎么办|怎么弄|能不能|可不可以|帮我|帮忙|给我(?![孙儿女爸妈老爱家妹弟哥姐])|哪里")


@dataclass(frozen=True, slots=True)
class Problem:
    value: str
    utterance: int
    score: float


@dataclass(frozen=True, slots=True)
class _Clause:
    line: Line
    start: int
    end: int
    faulty: bool
    asking: bool
    text: str  # without the time at its begin and without small words


def candidates(lines: Lines) -> list[Candidate]:
    """Statements of the customer, and of the agent who sums up, that may be the line of the order."""
    ruled = {found.value: found.score for found in _ruled(lines)}
    best = max(ruled, key=ruled.__getitem__, default="")
    said = _Spoken(lines)
    return [
        Candidate(value, line.index, _evidence(said, line, clauses, form, value, ruled.get(value), value == best))
        for line in (*lines.agent, *lines.customer[:_CUSTOMERS_LINES])
        for sentence in _sentences(line)
        for value, (form, clauses) in _statements(sentence).items()
    ] + _only_ruled(said, lines, best)


def _ruled(lines: Lines) -> list[Problem]:
    return [*_told(lines), *(_ordered(lines) if lines.agent and lines.agent[0].outbound else ())]


def _statements(clauses: list[_Clause]) -> dict[str, tuple[str, list[_Clause]]]:
    """Every short statement in a sentence, with its form and the clauses that it is made of."""
    found: dict[str, tuple[str, list[_Clause]]] = {}
    for i, clause in enumerate(clauses):
        own = _compressed(clause.text)
        topic = _topic(clauses, i)
        following = _compressed(clauses[i + 1].text) if i + 1 < len(clauses) else ""
        forms = {
            "clause": own,
            "reported": _compressed(_REPORTED.sub("", clause.text)),
            "topic": _compressed(topic + clause.text) if topic else "",
            "pair": f"{own}，{following}" if own and following else "",
        }
        for form, value in forms.items():
            if _LEAST_STATED <= len(value) <= _LONGEST:
                found.setdefault(value, (form, clauses[i : i + 1 + (form == "pair")]))
    return found


class _Spoken:
    """What both say, in pairs of sounds, to see which words come again."""

    def __init__(self, lines: Lines) -> None:
        self.lines = lines
        self._pairs = {line.index: set(grams(line.unmarked)) for line in lines.all}
        self._heard: dict[bool, Counter[str]] = {True: Counter(), False: Counter()}
        for line in lines.all:
            self._heard[line.is_agent].update(self._pairs[line.index])

    def again(self, line: Line, value: str) -> dict[str, float]:
        """Which share of the value's pairs of sounds each speaker says in another line."""
        own, here = set(grams(sounds(value.replace("，", "")))), self._pairs[line.index]
        found = {}
        for agent, name in ((True, "again by agent"), (False, "again by customer")):
            heard = sum(self._heard[agent][pair] > (line.is_agent is agent and pair in here) for pair in own)
            found[name] = heard / len(own) if own else 0.0
            found[f"{name} {int(4 * found[name])}"] = 1.0
        return found


def _evidence(
    said: _Spoken, line: Line, clauses: list[_Clause], form: str, value: str, ruled: float | None, best: bool
) -> dict[str, float]:
    start, end = clauses[0].start, clauses[-1].end
    found = around(said.lines, line, start, end) | inside(value) | said.again(line, value)
    faulty, asking = any(c.faulty for c in clauses), any(c.asking for c in clauses)
    sums_up = bool(line.hits("confirm_repeat.tagged") or line.hits("confirm_repeat.announced"))
    who = "agent" if line.is_agent else "customer"
    flags = {
        f"form={form}": True,
        f"faulty {who}": faulty,
        f"asking {who}": asking,
        "sums up": sums_up,
        f"faulty {form}": faulty,
        f"how {who}": _HOW_TO.search(value) is not None,
        "ruled": ruled is not None,
        "best ruled": best,
        "times": any(start <= t.start < end for t in line.times),
        "digits": any(start <= d.start < end for d in line.digits),
    }
    return found | {name: 1.0 for name, holds in flags.items() if holds}


def _only_ruled(said: _Spoken, lines: Lines, best: str) -> list[Candidate]:
    found = [p for p in _ruled(lines) if p.value == best]
    line = next((line for line in lines.all if found and line.index == found[0].utterance), None)
    if line is None:
        return []
    whole = _Clause(line, 0, len(line.text), True, False, best)
    return [Candidate(best, line.index, _evidence(said, line, [whole], "ruled", best, found[0].score, True))]


def misdialled_as(lines: Lines, value: str) -> str:
    """The problem as the order of a wrong number says it."""
    wanted = _misdialled_for(lines)
    if not (wanted or says_wrong_number(lines)):
        return value
    return f"打错电话，{f'想找{wanted}' if wanted and not _WANTS.match(value) else value}"


def misdialled(lines: Lines) -> bool:
    """Whether the customer wanted somebody else."""
    return says_wrong_number(lines) or _misdialled_for(lines) is not None


def says_wrong_number(lines: Lines) -> bool:
    """Whether somebody says that it is the wrong number."""
    return any(line.has("what.wrong_number") for line in lines.all)


def _misdialled_for(lines: Lines) -> str | None:
    """Whom the customer meant to call: 请问是金桥驾校吗, and the agent says that it is somebody else."""
    refused = any(_NOT_HERE.search(line.text) for line in lines.agent[1:3])
    found = [m.group(1) for line in lines.customer[:2] if (m := _MISDIALLED_FOR.search(line.text))]
    return found[0] if found and (refused or says_wrong_number(lines)) else None


def _told(lines: Lines) -> Iterable[Problem]:
    for rank, line in enumerate(lines.customer[:_EARLY]):
        for place, clauses in enumerate(_sentences(line)):
            value, weight = _summary(clauses)
            if not value and rank < _OPENING and not line.outbound:
                value, weight = _opening(clauses)
            if value:
                yield Problem(value, line.index, weight - 1.0 * rank - 0.3 * place)


def _opening(clauses: list[_Clause]) -> tuple[str, float]:
    """Without any listed fault or request: what the customer opens with, where it is more than a greeting."""
    values = [_compressed(c.text) for c in clauses]
    longest = max(values, key=len, default="")
    first = next((value for value in values if len(value) >= _LEAST_OPENING), longest)
    return (first, _PLAIN) if len(longest) >= _SHORT else ("", 0.0)


def _ordered(lines: Lines) -> Iterable[Problem]:
    """What the agent reads from the order: 您报修说客厅空调不制冷."""
    for rank, line in enumerate(lines.agent[:2]):
        for clauses in _sentences(line):
            thing = _ORDERED_THING.search(line.text)
            if thing:
                yield Problem(_compressed(thing.group(1)), line.index, 4.2 - rank)
            reported = [c for c in clauses if c.faulty or line.has("what.topic", c.start, c.end)]
            words = line.folded[reported[0].start : clauses[-1].end] if reported else ""
            value = _compressed(_ORDERED.sub("", words, count=1).split(",")[0])
            if len(value) >= 4:
                yield Problem(value, line.index, 4.0 - rank)


def _sentences(line: Line) -> Iterable[list[_Clause]]:
    for sentence in _SENTENCE.finditer(line.text):
        first = sentence.start()
        spans = [(a + first, b + first) for a, b in _pieces(sentence.group())]
        yield [_clause(line, a, b) for a, b in spans if not _INTRODUCES.search(line.sounds[a:b])]


def _pieces(sentence: str) -> Iterable[tuple[int, int]]:
    start = 0
    for cut in (*_CUT.finditer(sentence), None):
        end = cut.start() if cut else len(sentence)
        if end > start:
            yield start, end
        start = cut.end() if cut else end


def _clause(line: Line, start: int, end: int) -> _Clause:
    guessed = _GUESSED.search(line.text[start:end]) is not None
    faulty = not guessed and (line.has("what.faults", start, end) or bool(_BROKEN.search(line.text, start, end)))
    said = next((t.end for t in line.times if faulty and start <= t.start <= start + 1), start)
    text = _LEAD.sub("", line.folded[min(said, end) : end].strip())
    return _Clause(line, start, end, faulty, not guessed and line.has("what.requests", start, end), text)


def _summary(clauses: list[_Clause]) -> tuple[str, float]:
    """The clause that tells, after the thing that it is about, and its weight; empty where nothing tells."""
    told = _telling(clauses)
    if told is None:
        return "", 0.0
    core = clauses[told]
    if _BARE.fullmatch(core.text) and told + 1 < len(clauses):
        value = _after_bare(clauses[told + 1 :])
        return (value, _BARE_WEIGHT) if len(value) >= 3 else ("", 0.0)
    value = _compressed(_topic(clauses, told) + core.text)
    following = clauses[told + 1] if told + 1 < len(clauses) else None
    short = 4 if core.faulty else _SHORT
    if following is not None and len(value) < short and len(value + following.text) <= _LONGEST:
        value = f"{value}，{_compressed(following.text)}".strip("，")
    weight = (2.0 if core.faulty else 1.2) + min(len(value), 10) / 20
    value = _with_wish(clauses, told, value)
    short = core.faulty and core.line.has("what.faults", core.start, core.end)  # 停电咯
    return (value, weight) if len(value) >= (2 if short else 3) else ("", 0.0)


def _with_wish(clauses: list[_Clause], told: int, value: str) -> str:
    """想给孙子约个号,牙疼得厉害: what the caller wants, said next to what is wrong, is half of the report."""
    if not clauses[told].faulty:
        return value
    for clause in clauses[max(0, told - 2) : told]:
        if _adds_wish(clause, value):
            return f"{_compressed(clause.text)}，{value}"
    behind = clauses[told + 1] if told + 1 < len(clauses) else None
    return f"{value}，{_compressed(behind.text)}" if behind is not None and _adds_wish(behind, value) else value


def _adds_wish(clause: _Clause, value: str) -> bool:
    said = _compressed(clause.text)
    new = len(said) >= _SHORTEST_WISH and said not in value and len(said + value) <= _LONGEST
    return new and clause.asking and not _BARE.fullmatch(clause.text) and not _URGES.search(clause.text)


def _after_bare(clauses: list[_Clause]) -> str:
    """What follows 我要投诉, as far as there is room."""
    value = _compressed(clauses[0].text)
    for clause in clauses[1:3]:
        if len(value) + len(clause.text) <= _LONGEST:
            value = f"{value}，{_compressed(clause.text)}"
    return value.strip("，")


def _telling(clauses: list[_Clause]) -> int | None:
    """A question how to do something, else the first fault, else the first request."""
    how_to = [i for i, c in enumerate(clauses) if i > 0 and _HOW_TO.search(c.text)]
    faulty = [i for i, c in enumerate(clauses) if c.faulty and len(c.text) >= 2]
    asking = [i for i, c in enumerate(clauses) if c.asking and len(c.text) >= 3]
    wishing = [i + 1 for i, c in enumerate(clauses[:-1]) if c.asking and len(c.text) < 3]
    return next(iter((*how_to, *faulty, *asking, *wishing)), None)


def _topic(clauses: list[_Clause], told: int) -> str:
    """The thing named in the clauses before: 社保自助机啊,把卡吞了; nothing where the clause has its own subject."""
    before = [c.text for c in clauses[max(0, told - 2) : told] if not _NO_TOPIC.fullmatch(c.text)]
    if not before:
        return ""
    topic = _TOPIC_END.sub("", _THING.sub("", before[-1]))
    opened = _thing(clauses[0].text) if told > 2 else ""
    if opened and re.search("[了过着]|是|的$", topic):
        return opened  # 我那洗衣机,你们上礼拜来修的,换了个泵,今天又漏了
    bare = len(topic) <= _LONGEST_TOPIC and not re.search("[了过着]|是", topic)
    needed = _WITHOUT_SUBJECT.match(clauses[told].text) or len(clauses[told].text) < 6
    if len(before) > 1 and _WITHOUT_SUBJECT.match(topic):
        topic = _thing(before[-2]) + topic
    return topic if 1 <= len(topic) <= 14 and (bare or needed) else ""


def _thing(clause: str) -> str:
    """盒子 of 就是那个盒子; nothing where the clause says more than what it is about."""
    thing = _TOPIC_END.sub("", _compressed(_THING.sub("", clause)))
    return thing if len(thing) <= _LONGEST_THING else ""


def _compressed(words: str) -> str:
    words = _WISH.sub("想", _LEAD.sub("", words))
    words = _EMPTY.sub("", words).strip(", ").replace(",", "，")
    for said, written in _STANDARD:
        words = words.replace(said, written)
    return words


def any_substance(lines: Lines, least: int = 6) -> Line | None:
    """The first words of the customer that are more than a greeting."""
    return next(
        (line for line in lines.customer if len(re.sub("[喂你好您嗯啊哎哦是,.?!]", "", line.text)) >= least), None
    )
