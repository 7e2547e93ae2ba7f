"""等待用语: a wait is asked for politely, and thanked or apologised for afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.checks.case import Case
from pipeline.checks.registry import check
from pipeline.checks.scripts import Heard, agent_turns, listen, nothing_to_judge, script_of, script_result
from pipeline.domain.call import Role, Turn, Utterance
from pipeline.domain.finding import CheckResult, Verdict
from pipeline.domain.times import Seconds

EDGE: Seconds = 0.2  # voice activity may end late and start early by this much together
PAUSE: Seconds = 1.0  # the announcement itself may hold so short a pause
ASKS = ("ask", "ask_bluntly", "looking")
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


@check("hold_script", title="等待用语")
def hold_script(case: Case, *, shortest_wait: Seconds = 3.0, shortest_look: Seconds = 5.0,
                soon: Seconds = 60.0) -> CheckResult:  # fmt: skip
    """FAIL where the caller was left waiting without being asked politely before and thanked or apologised to after.

    A wait is an announcement followed by at least ``shortest_wait`` seconds of silence (``shortest_look`` after a mere
    「我看看」), or by words of return within ``soon`` seconds. Waiting for a transfer is judged by the transfer script.
    """
    script, turns = script_of(case, "hold"), agent_turns(case)
    if script is None or not turns:
        return nothing_to_judge("hold_script", script, "等待用语")
    heard = listen(script, turns)
    holds = list(_holds(case, turns, heard, (shortest_wait, shortest_look, soon)))
    if not holds:
        return CheckResult("hold_script", Verdict.NOT_APPLICABLE, "通话中没有让来电人等待")
    judged = next((h for h in holds if not h.fine), holds[0])
    where = [t for t in turns if any(h.utterance in t.utterances for h in judged.asked) or judged.back in t.utterances]
    at = judged.asked[0].utterance if judged.asked and not judged.polite else judged.back
    shown = [h for h in judged.asked if h.element == "ask"] + [
        Heard("resume", h.utterance, h.hit) for h in judged.returned
    ]
    present = {"ask": judged.polite, "resume": bool(judged.returned)}
    return script_result("hold_script", script, ("ask", "resume"), shown, where, present, at)


def _holds(case: Case, turns: list[Turn], heard: list[Heard],
           waits: tuple[Seconds, Seconds, Seconds]) -> Iterator[_Hold]:  # fmt: skip
    """Announced waits, then those that only the words of return betray."""
    used: set[int] = set()
    for turn in turns:
        asked = tuple(h for h in heard if h.element in ASKS and h.utterance in turn.utterances)
        if not asked or _transfers(case, turn, turns):
            continue
        if hold := _hold_after(case, turn, turns, heard, asked, waits):
            used |= {h.utterance.index for h in hold.returned}
            yield hold
    asking = {h.utterance.index for h in heard if h.element in ASKS}
    for back in (h for h in heard if h.element == "resume" and h.utterance.index not in used | asking):
        if _silence_before(case, back.utterance) >= waits[0] - EDGE:
            used.add(back.utterance.index)
            yield _Hold((), back.utterance, (back,))


def _hold_after(case: Case, turn: Turn, turns: list[Turn], heard: list[Heard], asked: tuple[Heard, ...],
                waits: tuple[Seconds, Seconds, Seconds]) -> _Hold | None:  # fmt: skip
    shortest_wait, shortest_look, soon = waits
    last = max(asked, key=lambda h: (h.utterance.index, h.hit.end))
    only_looking = all(h.element == "looking" for h in asked)
    silence, back = _silence_after(case, last.utterance)
    waited = silence >= (shortest_look if only_looking else shortest_wait) - EDGE
    following = [t for t in turns if t.start > turn.start][:2]
    later = [u for u in turn.utterances if u.index > last.utterance.index]
    said = [h for h in heard if h.element == "resume" and _comes_after(h, last, later, following, soon)]
    if not waited and (not said or only_looking):
        return None
    courteous = [h for h in heard if h.element == "sorry_or_thanks" and h.utterance is back and h.hit.start < OPENING]
    returned = (*said, *(courteous if waited else ()))
    return _Hold(asked, back or (returned[0].utterance if returned else None), returned)


def _comes_after(back: Heard, ask: Heard, later: list[Utterance], following: list[Turn], soon: Seconds) -> bool:
    """Whether words of return belong to the announcement: behind it, in the same turn or the next two, and soon."""
    if back.utterance is ask.utterance:
        return back.hit.start >= ask.hit.end
    near = back.utterance in later or any(back.utterance in t.utterances for t in following)
    return near and back.utterance.start - ask.utterance.end <= soon


def _transfers(case: Case, turn: Turn, turns: list[Turn]) -> bool:
    """Whether the agent speaks of a transfer in this turn or the next one."""
    script = script_of(case, "transfer")
    here = turns.index(turn)
    spoken = [u for t in turns[here : here + 2] for u in t.utterances]
    return script is not None and any(script.find(u.text)["transfer"] for u in spoken)


def _silence_after(case: Case, ask: Utterance) -> tuple[Seconds, Utterance | None]:
    """The longest silence before the agent's next turn, and the agent's first words in it; 0 without audio.

    The customer's short 「好」 in between does not end the wait.
    """
    longest, clock, customer_spoke = 0.0, ask.end, False
    for utterance in (u for u in case.call.utterances if u.index > ask.index and u.role is not Role.SYSTEM):
        gap = utterance.start - clock
        longest, clock = max(longest, gap), max(clock, utterance.end)
        if utterance.role is Role.AGENT and (customer_spoke or gap > PAUSE):
            return (longest if case.call.has_audio else 0.0), utterance
        customer_spoke = customer_spoke or utterance.role is Role.CUSTOMER
    return 0.0, None


def _silence_before(case: Case, back: Utterance) -> Seconds:
    """Silence before an utterance that is not the first; 0 without audio."""
    before = [u.end for u in case.call.utterances if u.index < back.index and u.role is not Role.SYSTEM]
    return back.start - max(before) if before and case.call.has_audio else 0.0
