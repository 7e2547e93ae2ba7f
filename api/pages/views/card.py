"""The scorecard as it stands now, the machine's beside it."""

from __future__ import annotations

from dataclasses import dataclass

from api.pages.views.formats import points, score
from api.pages.views.names import VERDICT_TONES, VERDICTS, Names
from pipeline.domain.finding import CheckResult, Verdict
from pipeline.domain.scorecard import PROMISES
from pipeline.language import _, translated
from pipeline.review.effective import Effective, EffectiveLine, State


@dataclass(frozen=True, slots=True)
class ShownElement:
    title: str
    heard: bool


@dataclass(frozen=True, slots=True)
class ShownLine:
    """One check: what it is worth, and how a person's verdict differs from the machine's."""

    check: str
    title: str
    weight: str
    earned: str
    share: float
    verdict: str
    verdict_title: str
    tone: str
    reason: str
    elements: tuple[ShownElement, ...]
    machine_title: str  # the machine's verdict where a person changed it
    decision_id: int | None  # of a person's verdict: can be taken back
    applies: bool
    counts: bool  # whether it has a weight in the rubric
    overridable: bool  # a promise is put right in its case, not here


@dataclass(frozen=True, slots=True)
class ShownCard:
    total: str
    grade: str  # empty where there is no score
    unscored: str  # why there is none
    fatal: bool
    machine_total: str
    machine_grade: str
    beside: str  # how it stands to the machine's
    reasons: tuple[str, ...]
    lines: tuple[ShownLine, ...]
    rubric: str
    promises_cost: bool = False  # one has ended, and the rubric lets it count


def show_card(effective: Effective, names: Names) -> ShownCard:
    card, machine = effective.scorecard, effective.machine
    return ShownCard(
        total=score(card.total),
        grade=card.grade or "",
        unscored=card.unscored or "",
        fatal=card.fatal,
        machine_total=score(machine.total),
        machine_grade=machine.grade or "",
        beside=_beside(effective),
        reasons=card.review_reasons,
        rubric=f"{card.rubric} {card.rubric_version}",
        promises_cost=card.promises is not None,
        lines=tuple(_line(line, effective.results.get(line.effective.check), names) for line in effective.lines),
    )


def _beside(effective: Effective) -> str:
    card, machine = effective.scorecard, effective.machine
    if card.total != machine.total:
        if machine.grade:
            return _("机器 %(score)s（%(grade)s）", score=score(machine.total), grade=machine.grade)
        return _("机器 %(score)s", score=score(machine.total))
    touched = any(f.state is not State.OPEN for f in effective.findings) or any(x.decision for x in effective.lines)
    return _("与机器评分相同") if touched else _("机器评分")


def _line(line: EffectiveLine, result: CheckResult | None, names: Names) -> ShownLine:
    now, machine = line.effective, line.machine or line.effective
    elements = result.asked if result else {}
    return ShownLine(
        check=now.check,
        title=translated(now.title) or names.check(now.check),
        weight=points(now.weight),
        earned=points(now.earned),
        share=now.earned / now.weight if now.weight else 0.0,
        verdict=now.verdict.value,
        verdict_title=VERDICTS[now.verdict],
        tone=VERDICT_TONES[now.verdict],
        reason=now.reason,
        elements=tuple(ShownElement(names.element(now.check, id), heard) for id, heard in elements.items()),
        machine_title=VERDICTS[machine.verdict] if now.verdict != machine.verdict else "",
        decision_id=line.decision.id if line.decision else None,
        applies=now.verdict is not Verdict.NOT_APPLICABLE,
        counts=now.weight > 0,
        overridable=now.check != PROMISES,
    )
