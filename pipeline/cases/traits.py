"""What linking looks at in one call, read from its record; small enough to compare dozens of calls in a moment."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from itertools import pairwise
from math import sqrt
from typing import Any
from zlib import crc32

from pipeline.cases.continuing import continuing, cues_of
from pipeline.cases.moments_said import Telling, said_done_at
from pipeline.domain.call import Direction, Role
from pipeline.domain.facts import Ticket
from pipeline.domain.record import Record, SpokenText
from pipeline.lexicon import Pack
from pipeline.reading.numbers import digit_runs
from pipeline.reading.sounds import sound_names

SIGNS = "cases"  # the slot whose elements are the signs
OPENING = 5  # utterances: who calls about what is said in them
SHORTEST_NUMBER, LONGEST_NUMBER = 3, 20  # digits
PHONE = 11  # digits
USUAL = 1.0  # weight of an n-gram that nobody has met yet; usual ones weigh less
MOST_GRAMS, MOST_PLACES, LONGEST_KEY = 80, 16, 200
RARE = 0.6  # weight from which an n-gram is worth looking up
_DONE = ("done", "tardy")
_KINDS_OF_DEEDS = frozenset({"contact", "visit", "delivery"})
BEGIN = 8  # utterances: whoever is spoken of is named by then
REFERRING = frozenset(
    {"refers_back", "mentions_before", "fixed_before"}
)  # by whoever called, and at the beginning: else such words speak of what is to come
_HANZI_OR_LETTER = re.compile("[\\u4e00-\\u9fffA-Za-z0-9]+")
_TITLES = re.compile("^(?:小|老|阿)|(?:先生|女士|小姐|老师|师傅|主任|经理|主管|科长|院长|工|总|姐|哥)$")


@dataclass(frozen=True, slots=True)
class Traits:
    """``number``: whom the telephone system names. ``numbers``: telephone numbers said, ``orders``: other numbers said
    or known. ``name``, ``unit``: by their sound. ``signs``: what tells of other calls, by name to the utterances.
    ``grams``: pairs of sounds with their weight, ``opening``: those of the beginning, ``places``: a fixed choice of
    rare ones by which the call is found. ``told``: when something was done, as is said. ``called``: by its sound, how
    the caller is addressed; ``said``: the pairs of sounds of the beginning, whoever says them. ``continues``: the
    log-odds that it takes up an earlier matter, by how it begins."""

    at: datetime
    outbound: bool = False
    agent: str | None = None
    number: str | None = None
    numbers: tuple[str, ...] = ()
    orders: tuple[str, ...] = ()
    case_id: str | None = None
    order_id: str | None = None
    project: str | None = None
    fault_type: str | None = None
    name: str = ""
    unit: str = ""
    signs: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    grams: Mapping[str, float] = field(default_factory=dict)
    opening: Mapping[str, float] = field(default_factory=dict)
    places: tuple[str, ...] = ()
    told: tuple[Telling, ...] = ()
    called: str = ""
    said: frozenset[str] = frozenset()
    continues: float = 0.0

    def told_on(self, usual: datetime | None) -> list[tuple[Telling, datetime, datetime]]:
        """What is told, with its begin and end; a clock without a day is read on the day of ``usual``."""
        return [(one, _moment_of(one, one.since, usual), _moment_of(one, one.at, usual)) for one in self.told]

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"at": self.at.isoformat(), "said": sorted(self.said)}

    @classmethod
    def of_json(cls, body: Mapping[str, Any]) -> Traits:
        tuples = {name: tuple(body[name]) for name in ("numbers", "orders", "places")}
        tuples["told"] = tuple(_telling(one) for one in body["told"])
        signs = {name: tuple(where) for name, where in body["signs"].items()}
        return cls(
            **{
                **body,
                **tuples,
                "signs": signs,
                "said": frozenset(body.get("said", ())),
                "at": datetime.fromisoformat(body["at"]),
            }
        )


@dataclass(frozen=True, slots=True)
class Told:
    """What is known of a call beside its record; None where nobody knows."""

    at: datetime
    number: str | None = None
    case_id: str | None = None
    order_id: str | None = None
    project: str | None = None
    fault_type: str | None = None


def traits_of(record: Record, told: Told, pack: Pack) -> Traits:
    spoken = [u for u in record.utterances if u.role is not Role.SYSTEM and u.text.strip()]
    numbers, orders = _numbers(spoken, record.ticket.phone)
    own = _digits(told.order_id or "")
    common = pack.case_weights.common
    outbound = record.call.direction is Direction.OUTBOUND
    signs, matter = signs_of(spoken, outbound, pack), _matter(spoken, outbound)
    return Traits(
        told.at,
        outbound,
        record.call.agent_id,
        _digits(told.number or "") or None,
        numbers,
        tuple(dict.fromkeys([*orders, *([own] if own else [])])),
        told.case_id,
        told.order_id,
        told.project,
        told.fault_type,
        _spoken(_TITLES.sub("", record.ticket.name or "")),
        _spoken(record.ticket.unit or ""),
        signs,
        weighed((u.text for u in matter), common),
        weighed((u.text for u in matter[:OPENING]), common),
        _places(matter, record.ticket, common),
        _told(spoken, told.at, pack),
        _spoken(record.ticket.name or ""),
        frozenset(gram for u in spoken[:BEGIN] for gram in grams(u.text)),
        continuing(cues_of(spoken, outbound), pack.case_weights.continuing),
    )


def _matter(spoken: Sequence[SpokenText], outbound: bool) -> Sequence[SpokenText]:
    """What is said of the matter: by the customer, and by an agent who calls; one who is called has the same words for
    everybody."""
    return [u for u in spoken if outbound or u.role is Role.CUSTOMER]


def signs_of(spoken: Iterable[SpokenText], outbound: bool, pack: Pack) -> dict[str, tuple[int, ...]]:
    """In which utterances each sign is heard."""
    found: dict[str, list[int]] = {}
    if SIGNS not in pack.slots:
        return {}
    matcher = pack.slot(SIGNS)
    for place, utterance in enumerate(spoken):
        for name in matcher.heard(utterance.text):
            refers = place < OPENING and (outbound or utterance.role is Role.CUSTOMER)
            if refers or name not in REFERRING:
                found.setdefault(name, []).append(utterance.index)
    return {name: tuple(where) for name, where in found.items()}


def signs_of_text(text: str, pack: Pack) -> frozenset[str]:
    return frozenset(pack.slot(SIGNS).heard(text)) if SIGNS in pack.slots else frozenset()


def keys(traits: Traits) -> list[tuple[str, str]]:
    """Kind and value of everything by which calls are found that may belong together, the most telling first."""
    found = [("case", traits.case_id), ("order", traits.order_id), ("number", traits.number)]
    found += [("number", number) for number in traits.numbers]
    found += [("digits", digits) for digits in traits.orders]
    found += [("name", traits.name), ("unit", traits.unit)]
    found += [("gram", gram) for gram in traits.places]
    clean = dict.fromkeys((kind, value[:LONGEST_KEY]) for kind, value in found if value)
    return list(clean)


def _spoken(text: str) -> str:
    """How a name sounds: ``wan ya fan``."""
    return " ".join(sound_names(text))


def weighed(texts: Iterable[str], common: Mapping[str, float]) -> dict[str, float]:
    """Neighbouring pairs of sounds, a vector of length 1; what everybody says weighs little, what is rare much."""
    counts = Counter(gram for text in texts for gram in grams(text))
    raw = {gram: common.get(gram, USUAL) * (1.0 + 0.5 * (n > 1)) for gram, n in counts.items()}
    best = sorted(raw, key=lambda gram: (-raw[gram], gram))[:MOST_GRAMS]
    length = sqrt(sum(raw[gram] ** 2 for gram in best)) or 1.0
    return {gram: round(raw[gram] / length, 4) for gram in best if raw[gram] > 0}


def grams(text: str) -> set[str]:
    """The pairs of neighbouring sounds in a text; punctuation parts them."""
    parts = [sound_names(part.lower()) for part in _HANZI_OR_LETTER.findall(text)]
    return {f"{first} {second}" for part in parts for first, second in pairwise(part)}


def likeness(a: Mapping[str, float], b: Mapping[str, float]) -> float:
    """The cosine of two vectors of length 1."""
    few, many = (a, b) if len(a) < len(b) else (b, a)
    return sum(weight * many[gram] for gram, weight in few.items() if gram in many)


def _places(spoken: Sequence[SpokenText], ticket: Ticket, common: Mapping[str, float]) -> tuple[str, ...]:
    """Rare pairs of sounds, first of the order's fields, then of the beginning: chosen by their hash, so that two calls
    that share some are likely to have chosen the same."""
    fields = (ticket.unit, ticket.address, ticket.problem)
    found: dict[str, None] = {}
    for texts in ([text for text in fields if text], [u.text for u in spoken[:OPENING]]):
        rare = {gram for text in texts for gram in grams(text) if common.get(gram, USUAL) >= RARE}
        found |= dict.fromkeys(sorted(rare, key=_hash))
    return tuple(found)[:MOST_PLACES]


def _hash(gram: str) -> int:
    return crc32(gram.encode())


def _told(spoken: Sequence[SpokenText], at: datetime, pack: Pack) -> tuple[Telling, ...]:
    """When something was done, as is said before the words that it was; and whether the day is named."""
    if SIGNS not in pack.slots:
        return ()
    heard = pack.slot(SIGNS).heard
    found: dict[str, Telling] = {}
    for utterance in spoken[: OPENING + 1]:
        hits = heard(utterance.text)
        for place in sorted({hit.start for name in _DONE for hit in hits.get(name, ())}):
            telling = said_done_at(utterance.text, place, at)
            if telling is not None:
                sentence = _sentence(utterance.text, place)
                signs = tuple(sorted(signs_of_text(sentence, pack) & _KINDS_OF_DEEDS))
                found.setdefault(telling.at, replace(telling, grams=tuple(sorted(grams(sentence))), signs=signs))
    return tuple(found.values())


def _sentence(text: str, place: int) -> str:
    """The sentence around ``place``."""
    begin = max(text.rfind(mark, 0, place) for mark in "。？！；")
    ends = [at for mark in "。？！；" if (at := text.find(mark, place)) >= 0]
    return text[begin + 1 : min(ends, default=len(text))]


def _telling(body: Any) -> Telling:
    if isinstance(body, list):  # of an earlier version: the moment, and whether its day is named
        return Telling(str(body[0]), str(body[0]), bool(body[1]))
    return Telling(**{**body, "grams": tuple(body["grams"]), "signs": tuple(body["signs"])})


def _moment_of(told: Telling, text: str, usual: datetime | None) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if told.named or usual is None else _on_day_of(usual, moment)


def _on_day_of(day: datetime, moment: datetime) -> datetime:
    return datetime.combine(day.astimezone(moment.tzinfo), moment.timetz())


def _numbers(spoken: Iterable[SpokenText], phone: str | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Telephone numbers, and other numbers, that were said digit by digit."""
    phones, others = [phone] if phone else [], []
    for utterance in spoken:
        for run in digit_runs(utterance.text, SHORTEST_NUMBER):
            digits = run.digits
            if len(digits) == PHONE and digits.startswith("1"):
                phones.append(digits)
            elif len(digits) <= LONGEST_NUMBER:
                others.append(digits)
    return tuple(dict.fromkeys(phones)), tuple(dict.fromkeys(others))


def _digits(text: str) -> str:
    return "".join(c for c in text if c.isdecimal() and c.isascii())
