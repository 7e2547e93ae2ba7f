"""What reviewers say about an entry's accusations decides whether it may accuse by itself."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import yaml

from pipeline.lexicon import Tally, Trust, load_pack
from pipeline.lexicon_lab.opinions import Opinion
from pipeline.lexicon_lab.trust import reviewed, write_trust
from pipeline.settings import PROJECT

SHIPPED = PROJECT / "lexicons" / "hotline"
RULE, LEAST = "dismissive.not_my_job", 0.5


def opinion(right: bool, rule: str | None = RULE, machine: bool = True) -> Opinion:
    return Opinion("a", 1, "forbidden_phrases", 0, 0, 4, right, machine, rule)


def test_only_what_the_machine_found_by_an_entry_counts() -> None:
    found = reviewed([opinion(True), opinion(False), opinion(True), opinion(True, None), opinion(True, machine=False)])
    assert found == {RULE: Tally(fair=2, unfair=1)}


def test_an_entry_that_is_rejected_again_and_again_loses_its_trust() -> None:
    pack = load_pack(SHIPPED)
    assert pack.trust_in(RULE) >= LEAST
    rejected = replace(pack, earned=Trust(labelled=pack.earned.labelled, reviews=reviewed([opinion(False)] * 5)))
    assert rejected.trust_in(RULE) < LEAST


def test_a_seed_of_the_manuals_is_trusted_until_it_is_rejected() -> None:
    pack = load_pack(SHIPPED)
    seed = next(e.id for e in pack.phrases.values() if e.source and e.id not in pack.trust)
    new = next(e.id for e in pack.phrases.values() if not e.source and e.id not in pack.trust)
    assert pack.trust_in(seed) >= LEAST > pack.trust_in(new)


def test_the_file_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    trust = Trust(labelled={RULE: Tally(fair=3, unfair=1)}, reviews={"vague.maybe": Tally(unfair=2)})
    path = write_trust(trust, tmp_path)
    assert Trust.model_validate(yaml.safe_load(path.read_text(encoding="utf-8"))) == trust
    assert [p.name for p in tmp_path.iterdir()] == ["trust.yaml"]
