"""Where personal data stands in what was said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from pipeline.domain.call import Call, Direction, Role, Transcript, Utterance
from pipeline.domain.facts import Ticket
from pipeline.lexicon import Pack
from pipeline.privacy.codes import codes
from pipeline.privacy.kinds import Kind
from pipeline.privacy.named import name_finder
from pipeline.privacy.numbers import numbers
from pipeline.privacy.people import address_stretches, name_stretches, names_of
from pipeline.privacy.pieces import Pieces, said_in_pieces
from pipeline.reading.cues import Cues, cues_of
from pipeline.reading.finders import Finders, finders_of
from pipeline.reading.lines import Line, Lines

NOTHING = Ticket()


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Personal data in ``text[start:end]``; offsets are code points of the original text."""

    start: int
    end: int
    kind: Kind


def spans(text: str, pack: Pack) -> list[Span]:
    """The personal data in one stretch of text, in order; spans never overlap."""
    alone = Call("", Transcript((Utterance(0, Role.CUSTOMER, 0.0, 1.0, text),)))
    return spans_of_call(alone, pack).get(0, [])


def spans_of_call(call: Call, pack: Pack, ticket: Ticket = NOTHING) -> Mapping[int, list[Span]]:
    """The personal data of each utterance that has any, by its index; names are found wherever they are repeated."""
    cues = cues_of(pack)
    lines, finders = _lines(call, cues), finders_of(pack)
    spoken = name_finder(pack)
    names = names_of(lines, finders, spoken) | spoken.mentioned(lines)
    names |= {ticket.name} if ticket.name and len(ticket.name) > 1 else set()
    pieces = said_in_pieces(lines)
    found = {line.index: _of_line(line, lines, finders, names, ticket, pieces) for line in lines.all}
    return {index: own for index, own in found.items() if own}


def _lines(call: Call, cues: Cues) -> Lines:
    """Announcements are looked through like an agent's words. Made anew: threads may mask several calls at once."""
    spoken = [replace(u, role=Role.AGENT) if u.role is Role.SYSTEM else u for u in call.utterances if u.text.strip()]
    outbound = call.direction is Direction.OUTBOUND
    return Lines(call, [Line(u, position, cues, outbound) for position, u in enumerate(spoken)])


def _of_line(
    line: Line, lines: Lines, finders: Finders, names: Iterable[str], ticket: Ticket, pieces: Pieces
) -> list[Span]:
    found = [Span(*number) for number in (*numbers(line, lines), *pieces.get(line.position, ()))]
    found += [Span(*code) for code in codes(line, lines)]
    found += [Span(a, b, Kind.NAME) for a, b in name_stretches(line, names)]
    found += [Span(a, b, Kind.ADDRESS) for a, b in address_stretches(line, finders, ticket)]
    return _disjoint(found)


def _disjoint(found: Iterable[Span]) -> list[Span]:
    """Overlapping spans are joined under the kind of the longer one, so that nothing shows at the seams."""
    joined: list[Span] = []
    for span in sorted(found):
        if joined and span.start < joined[-1].end:
            last = joined.pop()
            kind = max(last, span, key=lambda s: s.end - s.start).kind
            span = Span(last.start, max(last.end, span.end), kind)
        joined.append(span)
    return joined
