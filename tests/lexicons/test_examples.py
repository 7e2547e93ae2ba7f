"""Every entry carries its own tests: what it must find, and what it must leave alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.lexicon import Pack, check_lexicons, load_pack
from pipeline.lexicon.conduct import DEED
from pipeline.text.patterns import is_plain

LEXICONS = Path(__file__).parents[2] / "lexicons"
PACKS = sorted(path.parent for path in LEXICONS.glob("*/pack.yaml"))


@pytest.fixture(scope="module", params=PACKS, ids=lambda path: path.name)
def pack(request: pytest.FixtureRequest) -> Pack:
    return load_pack(request.param)


def test_there_are_packs_and_they_have_no_faults() -> None:
    assert PACKS
    assert [str(fault) for fault in check_lexicons(LEXICONS)] == []


def test_every_hit_is_found(pack: Pack) -> None:
    missed = [
        f"{entry.id}: {text}"
        for entry in pack.phrases.values()
        for text in entry.hits
        if entry.id not in {hit.key for hit in pack.phrase_matcher.find(text)}
    ]
    assert missed == []


def test_exceptions_and_whole_entries_leave_their_misses_alone(pack: Pack) -> None:
    """Where the words alone decide; the other misses are the classifier's to judge."""
    found = [
        f"{entry.id}: {text}"
        for entry in pack.phrases.values()
        for text in entry.misses
        if entry.whole or any(is_plain(e) and e in text for e in entry.excepted)
        if entry.id in {hit.key for hit in pack.phrase_matcher.find(text)}
    ]
    assert found == []


def test_every_script_and_slot_hears_its_examples(pack: Pack) -> None:
    wrong = []
    for matcher in [*map(pack.script, pack.scripts), *map(pack.slot, pack.slots)]:
        for name, element in matcher.elements.items():
            wrong += [f"{matcher.script.name}.{name} 没有听出：{t}" for t in element.hits if not matcher.find(t)[name]]
            wrong += [f"{matcher.script.name}.{name} 误听：{t}" for t in element.misses if matcher.find(t)[name]]
    assert wrong == []


def test_every_kind_and_rule_of_conduct_hears_its_examples(pack: Pack) -> None:
    kinds, conduct = pack.kinds_matcher, pack.conduct_matcher
    rules = {f"{id}.{DEED}": rule for id, rule in conduct.rules.items()}
    wrong = []
    for signs, heard in ((kinds.signs, kinds.heard), (rules, conduct.heard)):
        for name, sign in signs.items():
            wrong += [f"{name} 没有听出：{text}" for text in sign.hits if name not in heard(text)]
            wrong += [f"{name} 误听：{text}" for text in sign.misses if name in heard(text)]
    assert wrong == []


def test_no_recommended_wording_is_itself_forbidden(pack: Pack) -> None:
    blamed = [
        f"{entry.id}: {entry.suggestion} -> {hit.key} {hit.quote}"
        for entry in pack.phrases.values()
        for hit in pack.phrase_matcher.find(entry.suggestion)
        if hit.kind == "exact"
    ]
    assert blamed == []
