"""A reviewed call without what somebody must not see: personal data by role, names of others for agents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from pipeline.domain.record import Record
from pipeline.privacy.record import Masker, masked_card, masked_finding, masked_line, masked_slot, masked_ticket
from pipeline.review.view import DecisionView, FindingView, LineView, ReviewView, SlotView


def masked_review(shown: ReviewView, record: Record, masker: Masker) -> ReviewView:
    """``record`` is what the review is about."""
    texts = {u.index: masker.utterance(u.index, u.text) for u in record.utterances}
    return replace(
        shown,
        machine_scorecard=masked_card(shown.machine_scorecard, masker),
        scorecard=masked_card(shown.scorecard, masker),
        lines=tuple(_line(line, masker) for line in shown.lines),
        findings=tuple(_finding(found, texts, masker) for found in shown.findings),
        five_w=tuple(_slot(slot, masker) for slot in shown.five_w),
        decisions=tuple(replace(d, comment=masker.text(d.comment)) for d in shown.decisions),
        comment=masker.text(shown.comment),
        ticket=masked_ticket(shown.ticket, masker),
    )


def nameless(shown: ReviewView) -> ReviewView:
    """Without the names of those who decided, without drafts, and without the lexicon's patterns: as its agent sees
    it."""
    return replace(
        shown,
        review=None,
        version=None,
        findings=tuple(_in_words(f) for f in shown.findings),
        lines=tuple(replace(x, decision=_anonymous(x.decision)) for x in shown.lines),
        five_w=tuple(replace(s, decision=_anonymous(s.decision)) for s in shown.five_w),
        decisions=tuple(replace(d, by="") for d in shown.decisions),
    )


def _in_words(found: FindingView) -> FindingView:
    machine, counts = found.machine, found.effective
    return replace(
        found,
        decision=_anonymous(found.decision),
        known=replace(found.known, phrase=None),
        machine=replace(machine, phrase=None) if machine else None,
        effective=replace(counts, phrase=None) if counts else None,
    )


def _anonymous(decision: DecisionView | None) -> DecisionView | None:
    return replace(decision, by="") if decision else None


def _decision(decision: DecisionView | None, masker: Masker) -> DecisionView | None:
    return replace(decision, comment=masker.text(decision.comment)) if decision else None


def _line(line: LineView, masker: Masker) -> LineView:
    machine = masked_line(line.machine, masker) if line.machine else None
    return replace(
        line, machine=machine, effective=masked_line(line.effective, masker), decision=_decision(line.decision, masker)
    )


def _finding(found: FindingView, texts: Mapping[int, str], masker: Masker) -> FindingView:
    return replace(
        found,
        machine=masked_finding(found.machine, texts, masker) if found.machine else None,
        effective=masked_finding(found.effective, texts, masker) if found.effective else None,
        known=masked_finding(found.known, texts, masker),
        decision=_decision(found.decision, masker),
    )


def _slot(slot: SlotView, masker: Masker) -> SlotView:
    return replace(
        slot,
        machine=masked_slot(slot.slot, slot.machine, masker),
        effective=masked_slot(slot.slot, slot.effective, masker),
        decision=_decision(slot.decision, masker),
    )
