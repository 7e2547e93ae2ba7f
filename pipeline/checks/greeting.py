"""问候与自报: greeting, who one is, and what one can do, in the agent's first turns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.checks.case import Case
from pipeline.checks.registry import check
from pipeline.checks.scripts import Heard, listen, nothing_to_judge, script_of, script_result
from pipeline.domain.call import Direction, Turn, Utterance
from pipeline.domain.finding import CheckResult
from pipeline.lexicon import Pack, ScriptMatcher
from pipeline.text.normalise import spelling

WANTED = ("hello", "identify", "offer_help")
NAME_AFTER_HELLO, NAME_ALONE, LONGEST_NAME = 2, 3, 12  # characters of a bare name, as in 「你好，广电网络」
NAME_PLACE = 2  # the name stands in the first or second piece
PURPOSES = ("purpose", "purpose_in_passing")
NO_NAME = ("hello", "not_a_name")
FILLERS = "喂哎诶啊嗯哦呃那"
ASKING = frozenset("谁哪吗呢么啥咋吧啦您你我他她请怎没")  # no part of an organisation's name


@check("greeting", title="问候与自报", tells_missing=True)
def greeting(case: Case, *, turns: int = 2) -> CheckResult:
    """PASS when the agent's first ``turns`` turns greet, identify and offer help (outbound: state the purpose)."""
    script, spoken = script_of(case, "greeting"), case.agent_turns[:turns]
    if script is None or not spoken:
        return nothing_to_judge("greeting", script, "问候用语")
    opening = {u.index for u in spoken[0].utterances}
    found = [h for h in listen(script, spoken) if h.utterance.index in opening or not _desk_alone(h, script)]
    heard = [h for one in found if (h := _as_wanted(one, case.call.direction))]
    names = {h.element for h in heard}
    present = {name: name in names for name in WANTED}
    named = _bare_name(spoken[0], heard) or _names_the_organisation(spoken, case.pack)
    present["identify"] = present["identify"] or named
    wanted = [n for n in WANTED if n in script.elements]
    asked = case.demands.asked("greeting", wanted)
    return script_result("greeting", script, wanted, heard, spoken, present, asked=asked)


def _desk_alone(heard: Heard, script: ScriptMatcher) -> bool:
    """Whether no more than a word such as 前台 was heard: after the opening it may mean anything."""
    return heard.element == "identify" and heard.hit.quote in script.script.words.get("desk", ())


def _as_wanted(heard: Heard, direction: Direction) -> Heard | None:
    """Outbound, stating the purpose counts as the offer; inbound it is nothing."""
    if heard.element not in PURPOSES:
        return heard
    return Heard("offer_help", heard.utterance, heard.hit) if direction is Direction.OUTBOUND else None


def _names_the_organisation(turns: Sequence[Turn], pack: Pack) -> bool:
    """Whether one of the pack's own names is said."""
    names = [spelling(name) for name in pack.organisations]
    return any(name in spelling(turn.text) for turn in turns for name in names)


def _bare_name(opening: Turn, heard: list[Heard]) -> bool:
    """Whether the first words are little more than a name, as in 「你好，广电网络」 or 「北安燃气，什么事」."""
    for utterance in opening.utterances[:NAME_PLACE]:
        own = [h for h in heard if h.utterance is utterance]
        if any(h.element == "addressed" for h in own):
            return False
        greeted = any(h.element == "hello" for h in heard)
        pieces = [p for p in _pieces(utterance, own) if p][:NAME_PLACE]
        if any(_may_be_name(p, NAME_AFTER_HELLO if greeted else NAME_ALONE) for p in pieces):
            return True
    return False


def _may_be_name(piece: str, shortest: int) -> bool:
    return shortest <= len(piece) <= LONGEST_NAME and not ASKING & set(piece) and not piece.startswith("是")


def _pieces(utterance: Utterance, heard: list[Heard]) -> Iterator[str]:
    """What lies between punctuation, the hello, and words that belong to no name."""
    taken = {i for h in heard if h.element in NO_NAME for i in range(h.hit.start, h.hit.end)}
    masked = "".join(c if c.isalnum() and i not in taken else " " for i, c in enumerate(utterance.text))
    return (piece.strip(FILLERS) for piece in masked.split())
