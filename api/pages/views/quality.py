"""How far machine and reviewers agree, and what calibration sessions show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from api.pages.views.board import Cell, cell
from api.pages.views.charts import Scale
from api.pages.views.formats import clock, moment
from api.pages.views.names import ROLES, VERDICT_TONES, VERDICTS, Names
from pipeline.domain.record import Record
from pipeline.language import _, translated
from pipeline.statistics.estimate import Estimate
from pipeline.storage.tables import CalibrationAnswerRow, CalibrationRow, CallRow

SHARE, KAPPA = Scale(0.0, 100.0), Scale(-1.0, 1.0)
SUBSTANTIAL, MODERATE = 0.6, 0.4  # of kappa, after Landis and Koch
ANSWERS = ("pass", "fail", "not_applicable")


@dataclass(frozen=True, slots=True)
class AgreementRow:
    label: str
    precision: Cell
    recall: Cell
    kappa: Cell
    reading: str
    confirmed: int
    rejected: int
    found: int
    missed: int


@dataclass(frozen=True, slots=True)
class ShownAgreement:
    reviews: int
    random: int
    minimum: int
    rows: tuple[AgreementRow, ...]


@dataclass(frozen=True, slots=True)
class CalibrationLine:
    id: int
    name: str
    at: str
    closed: str
    calls: int
    answered: int
    reviewers: int


@dataclass(frozen=True, slots=True)
class CalibrationCall:
    id: str
    name: str
    duration: str
    answered: bool


@dataclass(frozen=True, slots=True)
class PairRow:
    one: str
    other: str
    kappa: Cell
    reading: str
    agreed: int


@dataclass(frozen=True, slots=True)
class DisagreementRow:
    call_id: str
    call_name: str
    check: str
    verdicts: tuple[tuple[str, str], ...]  # word and tone, in the order of the judges; empty where nobody answered


@dataclass(frozen=True, slots=True)
class ShownComparison:
    judges: tuple[str, ...]
    pairs: tuple[PairRow, ...]
    disagreements: tuple[DisagreementRow, ...]


@dataclass(frozen=True, slots=True)
class BlindLine:
    role: str
    role_title: str
    clock: str
    text: str


def show_agreement(found: Mapping[str, Any], names: Names) -> ShownAgreement:
    """``found`` as :func:`pipeline.review.agreement.agreement` gives it; checks that nobody decided about come last."""
    rows = tuple(_row(one, names) for one in found["checks"])
    ordered = tuple(sorted(rows, key=lambda row: (-row.kappa.n - row.precision.n, row.label)))
    return ShownAgreement(found["reviews"], found["random_reviews"], found["minimum"], ordered)


def show_calibration(
    row: CalibrationRow, calls: int, answers: Sequence[CalibrationAnswerRow], user_id: int, zone: ZoneInfo
) -> CalibrationLine:
    closed = moment(row.closed_at, zone) if row.closed_at else ""
    return CalibrationLine(
        row.id,
        row.name,
        moment(row.created_at, zone),
        closed,
        calls,
        sum(a.user_id == user_id for a in answers),
        len({a.user_id for a in answers}),
    )


def show_calibration_call(call: CallRow, answered: bool) -> CalibrationCall:
    return CalibrationCall(call.id, call.name, clock(call.duration), answered)


def show_comparison(found: Mapping[str, Any], call_names: Mapping[str, str]) -> ShownComparison:
    judges = tuple(found["judges"])  # their names, and the machine
    pairs = tuple(
        PairRow(translated(p["one"]), translated(p["other"]), _kappa(p), reading(_estimate(p)), p["agreed"])
        for p in found["pairs"]
    )
    rows = tuple(
        DisagreementRow(
            d["call_id"],
            call_names.get(d["call_id"], d["call_id"][:8]),
            translated(d["title"]),
            tuple((VERDICTS[v], VERDICT_TONES[v]) if (v := d["verdicts"].get(judge)) else ("", "") for judge in judges),
        )
        for d in found["disagreements"]
    )
    return ShownComparison(tuple(map(translated, judges)), pairs, rows)


def show_blind(record: Record) -> tuple[BlindLine, ...]:
    """What was said, without anything that the machine made of it."""
    return tuple(BlindLine(u.role.value, ROLES[u.role], clock(u.start), u.text) for u in record.utterances)


def reading(kappa: Estimate) -> str:
    """Kappa in a word; by the lower end of its interval, so that luck is not praised."""
    if kappa.value is None:
        return _("无法计算")
    if kappa.low is None or kappa.low < 0 < kappa.value:
        return _("还看不出")
    return _("高度一致") if kappa.low >= SUBSTANTIAL else _("中等一致") if kappa.low >= MODERATE else _("一致性偏低")


def _row(one: Mapping[str, Any], names: Names) -> AgreementRow:
    precision, recall = (cell(_estimate(one[name]), SHARE, "%", 100.0, 0) for name in ("precision", "recall"))
    return AgreementRow(
        names.check(one["check"]),
        precision,
        recall,
        _kappa(one["kappa"]),
        one["kappa"]["note"] or reading(_estimate(one["kappa"])),
        one["confirmed"],
        one["rejected"],
        one["found"],
        one["missed"],
    )


def _kappa(figure: Mapping[str, Any]) -> Cell:
    return cell(_estimate(figure), KAPPA, digits=2)


def _estimate(figure: Mapping[str, Any]) -> Estimate:
    return Estimate(figure["n"], figure["value"], figure["low"], figure["high"])
