"""What in a call went wrong by a check, and where the same thing was done right.

The same thing is: the same act of the pack's ``acts/does.yaml`` (a refusal, a guess) where a category of forbidden
language is made of it; the same element of a script; the same question of the 5W; a silence of the same kind that was
announced. A sentence that merely comes from a call without fault is no example of anything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Set
from dataclasses import dataclass
from functools import cached_property

from pipeline.checks.registry import checks
from pipeline.coaching.examples import FORBIDDEN, Found, Mark, Wanted
from pipeline.domain.call import Call, Role
from pipeline.domain.finding import INFO, Finding
from pipeline.domain.times import Interval
from pipeline.facts.setting import Setting, settings
from pipeline.lexicon import Pack
from pipeline.lexicon.pack import PLAIN
from pipeline.reading.cues import cues_of
from pipeline.review.effective import Effective, EffectiveFinding, State
from pipeline.storage.tables import CallRow, JudgementRow
from pipeline.text.clues import Clue
from pipeline.text.normalise import SENTENCE_MARKS
from pipeline.weighing.deeds import Deeds, clues, deeds

FIVE_W = "five_w"
ASKED = ".asked"  # ends the rule of a missing slot, and the name of the cues of its question
ANNOUNCED = "announced"  # a detail of a silence that the agent had spoken of before
NOT_DONE_SO = frozenset({"asked", "supposed", "told"})  # manners in which an act is only spoken of
LEFT_ALONE = ("reviewed", "published")


@dataclass(frozen=True)
class Heard:
    """A call with what counts in it; ``outcome`` is asked for that once, and only where words don't tell enough."""

    row: CallRow
    judgement: JudgementRow
    call: Call
    outcome: Callable[[], Effective]
    pack: Pack

    @cached_property
    def effective(self) -> Effective:
        return self.outcome()

    @cached_property
    def accused(self) -> set[int]:
        """The utterances that somebody or something objects to."""
        return _accused(self.effective.findings)


def done_badly(heard: Heard, wanted: Wanted) -> Iterator[Found]:
    """The findings that count against the agent."""
    around = {s.spoken.index: s for s in settings(heard.call.utterances)} if wanted.check == FORBIDDEN else {}
    for found in heard.effective.findings:
        known = found.effective
        if known is None or known.check != wanted.check or not known.costs or found.state is State.REJECTED:
            continue
        if wanted.category is not None and known.category != wanted.category:
            continue
        acts = _acts_of(known, around.get(known.utterance), heard.pack)
        if wanted.act is None or wanted.act in acts:
            yield _of_finding(heard, found, known, acts, good=False)


def done_right(heard: Heard, wanted: Wanted) -> Iterator[Found]:
    if wanted.check == FORBIDDEN:
        yield from _acts_done_right(heard, wanted)
    elif wanted.check == FIVE_W:
        yield from _asked(heard, wanted)
    else:
        yield from _shown(heard, wanted)


def act_title(act: str, pack: Pack) -> str:
    """What an act is called; of an element of a script its title, of a question its slot's."""
    does = pack.acts.get("does")
    if does and act in does.elements:
        return does.elements[act].title
    script, _, element = act.rpartition(".")
    known = pack.scripts.get(script) or pack.slots.get(script)
    if act.endswith(ASKED) and script in pack.slots:
        return pack.slots[script].title
    return known.elements[element].title if known and element in known.elements else ""


def acts_of_check(check: str, category: str | None, pack: Pack) -> list[str]:
    """The acts by which examples can be chosen: those of the category, or of all that can be made up for."""
    if check == FIVE_W:
        return [f"{slot}{ASKED}" for slot in pack.slots]
    if check != FORBIDDEN:
        script = pack.scripts.get(check.removesuffix("_script"))
        return [f"{script.name}.{element}" for element in script.elements] if script else []
    chosen = [category] if category else list(pack.traits)
    return list(dict.fromkeys(act for name in chosen for act in pack.traits.get(name, PLAIN).acts))


def redeemable(category: str | None, pack: Pack) -> bool:
    """Whether anything makes up for what is done in a category: nothing does for an insult."""
    return category is None or bool(pack.traits.get(category, PLAIN).redeemed_by)


def _acts_of(known: Finding, setting: Setting | None, pack: Pack) -> frozenset[str]:
    if known.check != FORBIDDEN:
        return frozenset({ANNOUNCED}) if ANNOUNCED in known.details else frozenset({known.rule} if known.rule else ())
    named = pack.traits.get(known.category or "", PLAIN).acts
    done = deeds(setting, pack).kinds if setting else frozenset()
    return frozenset(named) & done


def _of_finding(heard: Heard, found: EffectiveFinding, known: Finding, acts: frozenset[str], good: bool) -> Found:
    by_person = found.state in (State.CONFIRMED, State.ADDED, State.RECATEGORISED)
    return Found(
        heard.row,
        heard.judgement,
        good,
        known.check,
        known.category,
        Interval(known.start, known.end),
        known.utterance,
        found.id,
        found.added,
        by_person or (good and heard.row.review_state in LEFT_ALONE),
        known.reason,
        known.suggestion,
        acts,
        (),
        _marks_of(known),
    )


def _marks_of(known: Finding) -> tuple[Mark, ...]:
    if not known.quote or known.char_end <= known.char_start:
        return ()
    return (Mark(known.utterance, known.char_start, known.char_end),)


def _acts_done_right(heard: Heard, wanted: Wanted) -> Iterator[Found]:
    """An act that a category of forbidden language is made of, with what makes up for it, and nobody objects."""
    categories = [wanted.category] if wanted.category else list(heard.pack.traits)
    looked_for = {act for c in categories for act in heard.pack.traits.get(c, PLAIN).acts}
    if wanted.act is not None:
        looked_for &= {wanted.act}
    doing = [s for s in settings(heard.call.utterances) if _does_any(s, looked_for, heard.pack)]
    for setting in doing:
        done = deeds(setting, heard.pack)
        made = next((one for c in categories if (one := _made(heard, setting, done, c, wanted.act))), None)
        if made is not None and setting.spoken.index not in heard.accused:
            yield made


def _does_any(setting: Setting, acts: Set[str], pack: Pack) -> bool:
    """Most utterances do nothing that is looked for: what else could be read from them is not worth its time."""
    return any(clue.key in acts for clue in clues("does", setting.text, pack))


def _accused(found: Iterable[EffectiveFinding]) -> set[int]:
    """Utterances with a finding against what was said there, be it in doubt, that no person has rejected. What tells
    that something is missing stands at a place where it belonged, and accuses nobody's words."""
    known = checks()
    against = (f.effective for f in found if f.effective is not None and f.effective.failed)
    return {f.utterance for f in against if f.check in known and not known[f.check].tells_missing}


def _made(heard: Heard, setting: Setting, done: Deeds, category: str, wanted: str | None) -> Found | None:
    traits, pack = heard.pack.traits.get(category, PLAIN), heard.pack
    acts = [c for c in done.does if c.key in traits.acts and (wanted is None or c.key == wanted)]
    acts = [c for c in acts if not _only_spoken_of(c, done, setting.text)]
    ways = [way for way in traits.redeemed_by if done.made_up_for([way])]
    if not acts or not ways:
        return None
    said, kinds = setting.spoken, frozenset(c.key for c in acts)
    return Found(
        heard.row,
        heard.judgement,
        True,
        FORBIDDEN,
        category,
        Interval(said.start, said.end),
        said.index,
        reviewed=heard.row.review_state in LEFT_ALONE,
        reason=in_words(kinds, ways, pack),
        acts=kinds,
        made_up_for=tuple(ways),
        marks=_underlined(heard.call, setting, acts, ways, pack),
    )


def in_words(acts: Iterable[str], ways: Iterable[str], pack: Pack) -> str:
    """Such as 「拒绝了，同时给了办法、说了下一步」 of the pack's titles 拒绝, 给办法, 说下一步."""
    does, redeems = pack.acts["does"].elements, pack.acts["redeems"].elements
    done = "、".join(does[act].title for act in does if act in acts)
    return f"{done}，同时做到：{'、'.join(redeems[way].title for way in ways if way in redeems)}"


def _only_spoken_of(act: Clue, done: Deeds, text: str) -> bool:
    """Whether the sentence of an act asks, supposes or tells it of others: 「您是接不了电话吗」 refuses nothing."""
    first = max((text.rfind(mark, 0, act.start) for mark in SENTENCE_MARKS), default=-1) + 1
    ends = [at for mark in SENTENCE_MARKS if (at := text.find(mark, act.end)) >= 0]
    last = min(ends, default=len(text))
    return any(m.key in NOT_DONE_SO and first <= m.start < last for m in done.manner)


def _underlined(
    call: Call, setting: Setting, acts: Iterable[Clue], ways: Iterable[str], pack: Pack
) -> tuple[Mark, ...]:
    """The act, and what makes up for it, in this utterance or in the next words of the agent."""
    index, wanted = setting.spoken.index, set(ways)
    found = {Mark(index, c.start, c.end) for c in acts}
    after = [u for u in call.utterances if u.role is Role.AGENT and u.index > index and u.text in setting.own_after]
    for spoken in (setting.spoken, *after[:2]):
        found |= {Mark(spoken.index, c.start, c.end) for c in clues("redeems", spoken.text, pack) if c.key in wanted}
    return tuple(sorted(found, key=lambda m: (m.utterance, m.char_start, m.char_end)))


def _asked(heard: Heard, wanted: Wanted) -> Iterator[Found]:
    """Where the agent asked for one of the 5W."""
    slots = [slot for slot in heard.pack.slots if wanted.category in (None, slot)]
    for said in heard.call.by(Role.AGENT):
        for slot in slots:
            rule = f"{slot}{ASKED}"
            hits = cues_of(heard.pack).hits(rule, said.text) if wanted.act in (None, rule) else ()
            if hits:
                yield Found(
                    heard.row,
                    heard.judgement,
                    True,
                    FIVE_W,
                    slot,
                    Interval(said.start, said.end),
                    said.index,
                    reviewed=heard.row.review_state in LEFT_ALONE,
                    reason=f"问了「{heard.pack.slots[slot].title}」",
                    acts=frozenset({rule}),
                    marks=(Mark(said.index, hits[0].start, hits[0].end),),
                )
                break


def _shown(heard: Heard, wanted: Wanted) -> Iterator[Found]:
    """Findings that show how it is done: an element that was said, a silence that was announced."""
    for found in heard.effective.findings:
        known = found.effective
        if known is None or known.check != wanted.check or found.state is State.REJECTED:
            continue
        announced = known.severity == INFO and bool(known.details.get(ANNOUNCED))
        said = known.passed and bool(known.quote) and known.char_end > known.char_start
        acts = _acts_of(known, None, heard.pack)
        if (said or announced) and (wanted.act is None or wanted.act in acts):
            yield _of_finding(heard, found, known, acts, good=True)
