"""The contract's result without personal data: the same object, the same offsets, other characters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.domain.call import Call
from pipeline.domain.facts import Ticket
from pipeline.lexicon import Pack
from pipeline.privacy.kinds import Kind, Kinds
from pipeline.privacy.labels import masked_label
from pipeline.privacy.mask import mask
from pipeline.privacy.spans import Span, spans, spans_of_call

_TICKET = {"name": Kind.NAME, "phone": Kind.PHONE, "address": Kind.ADDRESS}
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
        known = {u.text[s.start : s.end]: mask(u.text, [s], kinds)[s.start : s.end]
                 for u in call.utterances for s in found.get(u.index, ()) if s.kind in kinds}  # fmt: skip
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

    def value(self, text: str | None, kind: Kind) -> str | None:
        """A text that is nothing but data of this kind."""
        return mask(text, [Span(0, len(text), kind)], self.kinds) if text else text


def masked_result(result: Mapping[str, Any], call: Call, pack: Pack, kinds: Kinds) -> dict[str, Any]:
    """``result`` (the contract's object of ``call``) without the personal data of ``kinds``; ``result`` stays as is."""
    if not kinds:
        return dict(result)
    masker = Masker.of(call, pack, kinds, Ticket(**result["ticket"]))
    spoken = [u | {"text": masker.utterance(u["index"], u["text"])} for u in result["utterances"]]
    texts = {u["index"]: u["text"] for u in spoken}
    labels = {name: label and masked_label(label) for name in ("id", "recording") for label in [result["call"][name]]}
    return dict(result) | {
        "call": result["call"] | labels,
        "utterances": spoken,
        "removed": [r | {"text": masker.text(r["text"])} for r in result["removed"]],
        "five_w": {
            name: slot | {"value": masked_slot(name, slot["value"], masker)} for name, slot in result["five_w"].items()
        },
        "commitments": [c | {"text": masker.text(c["text"])} for c in result["commitments"]],
        "ticket": masked_ticket(result["ticket"], masker),
        "checks": [c | {"reason": masker.text(c["reason"])} for c in result["checks"]],
        "findings": [masked_finding(f, texts, masker) for f in result["findings"]],
        "scorecard": masked_card(result["scorecard"], masker),
    }


def masked_ticket(ticket: Mapping[str, Any], masker: Masker) -> dict[str, Any]:
    return {name: masker.value(value, _TICKET[name]) if name in _TICKET else masker.text(value)
            for name, value in ticket.items()}  # fmt: skip


def masked_finding(finding: Mapping[str, Any], texts: Mapping[int, str], masker: Masker) -> dict[str, Any]:
    """``texts`` are the masked utterances: a quote is cut from them, so that both say the same."""
    said = texts.get(finding["utterance"], "")[finding["char_start"] : finding["char_end"]]
    return dict(finding) | {
        "quote": said if len(said) == len(finding["quote"]) else masker.text(finding["quote"]),
        "phrase": masker.text(finding["phrase"]),
        "reason": masker.text(finding["reason"]),
        "details": {name: _anything(value, masker) for name, value in finding["details"].items()},
    }


def masked_card(card: Mapping[str, Any], masker: Masker) -> dict[str, Any]:
    lines = [line | {"reason": masker.text(line["reason"])} for line in card["lines"]]
    return dict(card) | {"lines": lines, "review_reasons": [masker.text(r) for r in card["review_reasons"]]}


def masked_slot(name: str, value: str | None, masker: Masker) -> str | None:
    """Where is an address, whatever it looks like; the others are words about the call."""
    return masker.value(value, Kind.ADDRESS) if name == "where" else masker.text(value)


def _anything(value: Any, masker: Masker) -> Any:
    if isinstance(value, str):
        return masker.text(value)
    return [_anything(v, masker) for v in value] if isinstance(value, list) else value
