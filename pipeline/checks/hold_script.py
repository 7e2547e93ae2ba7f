"""等待用语: a wait is asked for politely, and thanked or apologised for afterwards."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from pipeline.checks.case import Case
from pipeline.checks.registry import check
from pipeline.checks.scripts import Heard, listen, nothing_to_judge, script_of, script_result
from pipeline.domain.call import Role, Turn, Utterance
from pipeline.domain.finding import CheckResult, Verdict
from pipeline.domain.times import Seconds

EDGE: Seconds = 0.2  # voice activity may end late and start early by this much together
PAUSE: Seconds = 1.0  # the announcement itself may hold so short a pause
ASKS = ("ask", "ask_bluntly", "looking")
STAY_ON = frozenset("挂")  # 别挂 alone asks to stay on the line, maybe while the customer does something
WAITING = frozenset("等候")
OPENING = 24  # characters: an apology or thanks for the wait comes first


@dataclass(frozen=True, slots=True)
class _Hold:
    """The caller waits: ``asked`` is what announced it, ``back`` the agent's first words afterwards."""

    asked: tuple[Heard, ...]
    back: Utterance | None
    returned: tuple[Heard, ...]

    @property
    def polite(self) -> bool:
        return any(h.element == "ask" for h in self.asked)

    @property
    def fine(self) -> bool:
        return self.polite and bool(self.returned)


@check("hold_script", title="等待用语", tells_missing=True)
def hold_script(
    case: Case, *, shortest_wait: Seconds = 3.0, shortest_look: Seconds = 5.0, soon: Seconds = 60.0
) -> CheckResult:
    """FAIL where the caller was left waiting without being asked politely before and thanked or apologised to after.

    A wait is an announcement followed by at least ``shortest_wait`` seconds of silence (``shortest_look`` after a mere
    「我看看」), or by words of return within ``soon`` seconds. Waiting for a transfer is judged by the transfer script.
    """
    script, turns = script_of(case, "hold"), case.agent_turns
    if script is None or not turns:
        return nothing_to_judge("hold_script", script, "等待用语")
    holds = list(_holds(_Talk(case, turns, listen(script, turns)), (shortest_wait, shortest_look, soon)))
    if not holds:
        return CheckResult("hold_script", Verdict.NOT_APPLICABLE, "通话中没有让来电人等待")
    judged = next((h for h in holds if not h.fine), holds[0])
    places = {u.index for u in (*(h.utterance for h in judged.asked), judged.back) if u}
    where = [t for t in turns if any(u.index in places for u in t.utterances)]
    at = judged.asked[0].utterance if judged.asked and not judged.polite else judged.back
    shown = [h for h in judged.asked if h.element == "ask"] + [
        Heard("resume", h.utterance, h.hit) for h in judged.returned
    ]
    present = {"ask": judged.polite, "resume": bool(judged.returned)}
    return script_result("hold_script", script, ("ask", "resume"), shown, where, present, at)


class _Talk:
    """The agent's turns with what was heard in each, and the silences between all utterances."""

    def __init__(self, case: Case, turns: Sequence[Turn], heard: Sequence[Heard]) -> None:
        self.turns, self.heard, self.has_audio = turns, heard, case.call.has_audio
        self.transfer = script_of(case, "transfer")
        self._by_utterance: dict[int, list[Heard]] = defaultdict(list)
        for h in heard:
            self._by_utterance[h.utterance.index].append(h)
        self._starts = [turn.start for turn in turns]
        self._spoken = case.spoken
        self._indices = [u.index for u in self._spoken]
        self._latest_ends = list(accumulate((u.end for u in self._spoken), max))

    def heard_in(self, *numbers: int) -> list[Heard]:
        """What was heard in the turns of these numbers, in order."""
        return [h for number in numbers for u in self.turns[number].utterances for h in self.heard_from(u)]

    def heard_from(self, utterance: Utterance | None) -> Sequence[Heard]:
        """What was heard in one utterance, in order."""
        return self._by_utterance.get(utterance.index, ()) if utterance else ()

    def two_after(self, number: int) -> range:
        """The numbers of the next two turns."""
        first = bisect_right(self._starts, self._starts[number])
        return range(first, min(first + 2, len(self.turns)))

    def transfers(self, number: int) -> bool:
        """Whether the agent speaks of a transfer in this turn or the next one."""
        spoken = (u for t in self.turns[number : number + 2] for u in t.utterances)
        return self.transfer is not None and any(self.transfer.heard(u.text, "transfer") for u in spoken)

    def silence_after(self, ask: Utterance) -> tuple[Seconds, Utterance | None]:
        """The longest silence before the agent's next turn, and the agent's first words in it; 0 without audio.

        The customer's short 「好」 in between does not end the wait.
        """
        longest, clock, customer_spoke = 0.0, ask.end, False
        for position in range(bisect_right(self._indices, ask.index), len(self._spoken)):
            utterance = self._spoken[position]
            gap = utterance.start - clock
            longest, clock = max(longest, gap), max(clock, utterance.end)
            if utterance.role is Role.AGENT and (customer_spoke or gap > PAUSE):
                return (longest if self.has_audio else 0.0), utterance
            customer_spoke = customer_spoke or utterance.role is Role.CUSTOMER
        return 0.0, None

    def customer_ends_silence(self, ask: Utterance) -> bool:
        """Whether the customer is the first to speak after an announcement: it was the customer who was busy."""
        following = bisect_right(self._indices, ask.index)
        return following < len(self._spoken) and self._spoken[following].role is Role.CUSTOMER

    def silence_before(self, back: Utterance) -> Seconds:
        """Silence before an utterance that is not the first; 0 without audio."""
        before = bisect_left(self._indices, back.index)
        return back.start - self._latest_ends[before - 1] if before and self.has_audio else 0.0


def _holds(talk: _Talk, waits: tuple[Seconds, Seconds, Seconds]) -> Iterator[_Hold]:
    """Announced waits, then those that only the words of return betray."""
    used: set[int] = set()
    for number in range(len(talk.turns)):
        asked = tuple(h for h in talk.heard_in(number) if h.element in ASKS)
        if not asked or talk.transfers(number):
            continue
        if hold := _hold_after(talk, number, asked, waits):
            used |= {h.utterance.index for h in hold.returned}
            yield hold
    asking = {h.utterance.index for h in talk.heard if h.element in ASKS}
    for back in (h for h in talk.heard if h.element == "resume"):
        index = back.utterance.index
        if index not in used and index not in asking and talk.silence_before(back.utterance) >= waits[0] - EDGE:
            used.add(index)
            yield _Hold((), back.utterance, (back,))


def _hold_after(
    talk: _Talk, number: int, asked: tuple[Heard, ...], waits: tuple[Seconds, Seconds, Seconds]
) -> _Hold | None:
    shortest_wait, shortest_look, soon = waits
    last = max(asked, key=lambda h: (h.utterance.index, h.hit.end))
    only_looking = all(h.element == "looking" for h in asked)
    silence, back = talk.silence_after(last.utterance)
    if all(_stay_on(h) for h in asked) and talk.customer_ends_silence(last.utterance):
        silence = 0.0
    waited = silence >= (shortest_look if only_looking else shortest_wait) - EDGE
    near = talk.heard_in(number, *talk.two_after(number))
    waited = waited or _told_to_wait(talk, asked, near, last, soon)
    said = [h for h in near if h.element == "resume" and _comes_after(h, last, soon)]
    if not waited and (not said or only_looking):
        return None
    courteous = [h for h in talk.heard_from(back) if h.element == "sorry_or_thanks" and h.hit.start < OPENING]
    returned = (*said, *(courteous if waited else ()))
    return _Hold(asked, back or (returned[0].utterance if returned else None), returned)


def _told_to_wait(talk: _Talk, asked: Sequence[Heard], near: Sequence[Heard], last: Heard, soon: Seconds) -> bool:
    """Where no silence can be measured: the results were told soon after, as one does who has looked something up."""
    if talk.has_audio:
        return False
    return any(h.element == "results" and _comes_after(h, last, soon) for h in near)


def _stay_on(heard: Heard) -> bool:
    """Whether no more was said than not to hang up."""
    return not STAY_ON.isdisjoint(heard.hit.quote) and WAITING.isdisjoint(heard.hit.quote)


def _comes_after(back: Heard, ask: Heard, soon: Seconds) -> bool:
    """Whether words of return belong to the announcement: behind it and soon."""
    if back.utterance is ask.utterance:
        return back.hit.start >= ask.hit.end
    return back.utterance.index > ask.utterance.index and back.utterance.start - ask.utterance.end <= soon
