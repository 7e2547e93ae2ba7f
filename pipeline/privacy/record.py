"""The record of a judgement without personal data: the same offsets, other characters."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, TypeVar

from pipeline.domain.call import Call
from pipeline.domain.facts import Slot, Ticket
from pipeline.domain.finding import Finding
from pipeline.domain.record import Record, SpokenText
from pipeline.domain.scorecard import Scorecard, ScoreLine
from pipeline.lexicon import Pack
from pipeline.privacy.kinds import Kind, Kinds
from pipeline.privacy.labels import masked_label
from pipeline.privacy.mask import mask
from pipeline.privacy.spans import Span, spans, spans_of_call

Card = TypeVar("Card", bound=Scorecard)
_TICKET = {"name": Kind.NAME, "phone": Kind.PHONE, "address": Kind.ADDRESS}
_QUOTED = re.compile("(「[^」]*」)")
_LEAST = 2  # characters of a value that is looked for in other texts


@dataclass(frozen=True)
class Masker:
    """Masks texts of one call: stretches found in the utterances, and their words wherever they are quoted."""

    pack: Pack
    kinds: Kinds
    found: Mapping[int, Sequence[Span]]
    known: Mapping[str, str]  # personal data as it was said -> masked

    @classmethod
    def of(cls, call: Call, pack: Pack, kinds: Kinds, ticket: Ticket | None = None) -> Masker:
        found = spans_of_call(call, pack, ticket or Ticket())
        known = {
            u.text[s.start : s.end]: mask(u.text, [s], kinds)[s.start : s.end]
            for u in call.utterances
            for s in found.get(u.index, ())
            if s.kind in kinds
        }
        return cls(pack, kinds, found, {said: hidden for said, hidden in known.items() if len(said) >= _LEAST})

    def utterance(self, index: int, text: str) -> str:
        """What was said as utterance ``index``."""
        return mask(text, self.found.get(index, ()), self.kinds)

    def text(self, text: str | None) -> str | None:
        """A text about the call, such as a reason that quotes it; as long as before."""
        if not text or not self.kinds:
            return text
        for said in sorted(self.known, key=len, reverse=True):
            text = text.replace(said, self.known[said])
        return mask(text, spans(text, self.pack), self.kinds)

    def plain(self, text: str) -> str:
        """As :meth:`text`, of a text that there is."""
        return self.text(text) or ""

    def reason(self, text: str) -> str:
        """What the machine gives as a reason: the pack's own words stay, what it quotes of the call is masked."""
        if not self.kinds:
            return text
        return "".join(part if own else self.plain(part) for part, own in _parts(text, self.pack))

    def value(self, text: str | None, kind: Kind) -> str | None:
        """A text that is nothing but data of this kind."""
        return mask(text, [Span(0, len(text), kind)], self.kinds) if text else text


def masked(record: Record, call: Call, pack: Pack, kinds: Kinds) -> Record:
    """The record of ``call`` without the personal data of ``kinds``: the same offsets, other characters."""
    if not kinds:
        return record
    masker = Masker.of(call, pack, kinds, record.ticket)
    spoken = tuple(masked_utterance(u, masker) for u in record.utterances)
    texts = {u.index: u.text for u in spoken}
    return replace(
        record,
        call=replace(
            record.call,
            id=masked_label(record.call.id),
            recording=record.call.recording and masked_label(record.call.recording),
        ),
        utterances=spoken,
        removed=tuple(replace(r, text=masker.plain(r.text)) for r in record.removed),
        five_w={name: masked_slot(name, slot, masker) for name, slot in record.five_w.items()},
        commitments=tuple(replace(c, text=masker.plain(c.text)) for c in record.commitments),
        ticket=masked_ticket(record.ticket, masker),
        checks=tuple(replace(c, reason=masker.reason(c.reason)) for c in record.checks),
        findings=tuple(masked_finding(f, texts, masker) for f in record.findings),
        scorecard=masked_card(record.scorecard, masker),
    )


def masked_utterance(spoken: SpokenText, masker: Masker) -> SpokenText:
    """Also what was written before the second hearing."""
    text = masker.utterance(spoken.index, spoken.text)
    again = tuple(
        replace(c, said=text[c.char_start : c.char_end], written=masker.plain(c.written)) for c in spoken.corrections
    )
    return replace(spoken, text=text, corrections=again)


def masked_ticket(ticket: Ticket, masker: Masker) -> Ticket:
    said = {f.name: getattr(ticket, f.name) for f in fields(ticket)}
    hidden = {
        name: masker.value(value, _TICKET[name]) if name in _TICKET else masker.text(value)
        for name, value in said.items()
    }
    return replace(ticket, **hidden)


def masked_finding(finding: Finding, texts: Mapping[int, str], masker: Masker) -> Finding:
    """``texts`` are the masked utterances: a quote is cut from them, so that both say the same."""
    said = texts.get(finding.utterance, "")[finding.char_start : finding.char_end]
    return replace(
        finding,
        quote=said if len(said) == len(finding.quote) else masker.plain(finding.quote),
        phrase=masker.text(finding.phrase),
        reason=masker.reason(finding.reason),
        details={name: _anything(value, masker) for name, value in finding.details.items()},
    )


def masked_card(card: Card, masker: Masker) -> Card:
    return replace(
        card,
        lines=tuple(masked_line(line, masker) for line in card.lines),
        review_reasons=tuple(masker.reason(r) for r in card.review_reasons),
    )


def masked_line(line: ScoreLine, masker: Masker) -> ScoreLine:
    return replace(line, reason=masker.reason(line.reason))


def masked_slot(name: str, slot: Slot, masker: Masker) -> Slot:
    """Where is an address, whatever it looks like; the others are words about the call."""
    return replace(slot, value=masker.value(slot.value, Kind.ADDRESS) if name == "where" else masker.text(slot.value))


def _parts(text: str, pack: Pack) -> Iterator[tuple[str, bool]]:
    """``text`` in pieces, each with whether it is the pack's own; in 「…」 stands what was said, and nothing is."""
    for place, piece in enumerate(_QUOTED.split(text)):
        yield from ([(piece, False)] if place % 2 else _pieces(piece, pack.own_words))


def _pieces(text: str, own: Sequence[str]) -> Iterator[tuple[str, bool]]:
    if not text:
        return
    words = next((words for words in own if words in text), None)
    if words is None:
        yield text, False
        return
    before, _, after = text.partition(words)
    yield from _pieces(before, own)
    yield words, True
    yield from _pieces(after, own)


def _anything(value: Any, masker: Masker) -> Any:
    if isinstance(value, str):
        return masker.text(value)
    return [_anything(v, masker) for v in value] if isinstance(value, list) else value
