"""Learns how the service order is chosen: weights of evidence from labelled calls, into pipeline/facts/learnt.json.

    python tools/learn_order.py [--check] [DIALOGUES ...]

Learns from models/training/data/orders and from the dialogue scripts of the folders given. ``--check`` writes nothing:
it leaves out each author in turn and tells how right the others' weights are on that author's calls.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from models.training.evidence import Group, fit_groups
from models.training.labelled_turns import words_of_calls
from pipeline.domain.call import Call
from pipeline.domain.facts import Commitment, KindOpinion
from pipeline.evaluation.dialogues import dialogue_call, read_script, written_call
from pipeline.evaluation.ticket import sounds_like, sounds_share
from pipeline.facts import choosing, commitments, five_w
from pipeline.facts.choosing import Candidate, choose
from pipeline.facts.extract import extract
from pipeline.facts.ticket import FIELDS, Draft, candidates, chosen_from
from pipeline.lexicon import Pack, load_pack
from pipeline.reading.cues import cues_of
from pipeline.reading.finders import finders_of
from pipeline.reading.lines import Lines

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "models/training/data/orders"
PENALTY = 1.0
# From which probability a candidate is taken; chosen where wrong values begin to outweigh the right ones.
LEAST = {"name": 0.4, "unit": 0.4, "address": 0.4, "problem": 0.12, "since": 0.35, "commitments": 0.5}
GIVEN = 0.4  # the probability from which a slot of the 5W counts as given
NEARLY = {"problem": 25, "name": 15, "unit": 15, "address": 15}  # of 100: how much worse than the best is still right
LONGEST = 2.5  # a problem much longer than the label tells too much


@dataclass(frozen=True, slots=True)
class Labelled:
    """A call, whose it is, and what a reviewer wrote down about it."""

    author: str
    call: Call
    caller: Mapping[str, str]
    five_w: frozenset[str]
    promises: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Read:
    """A labelled call with everything that was found in it."""

    labelled: Labelled
    lines: Lines
    kind: KindOpinion
    said: Mapping[str, list[Candidate]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("dialogues", nargs="*", type=Path)
    chosen = parser.parse_args()
    pack = load_pack(ROOT / "lexicons/hotline")
    known = [_read(one, pack) for one in (*stored(), *(x for path in chosen.dialogues for x in written(path)))]
    if chosen.check:
        check(known, pack)
    else:
        content = json.dumps(learn(known, pack), ensure_ascii=False, indent=0, sort_keys=True)
        choosing.FILE.write_text(content + "\n", encoding="utf-8")


def stored() -> Iterable[Labelled]:
    """The calls of models/training/data/orders; their words stand among the labelled turns."""
    for path in sorted(DATA.glob("*.yaml")):
        turns = words_of_calls(path.stem)
        for entry in yaml.safe_load(path.read_text(encoding="utf-8")):
            promises = tuple((p["turn"], p["text"]) for p in entry["promises"])
            call = written_call(entry["call"], entry["direction"], turns[entry["call"]])
            yield Labelled(path.stem, call, entry["caller"], frozenset(entry["five_w"]), promises)


def written(folder: Path) -> Iterable[Labelled]:
    """The dialogue scripts of a folder."""
    for path in sorted(folder.rglob("*.yaml")):
        for entry in yaml.safe_load_all(path.read_text(encoding="utf-8")):
            truth = entry["truth"]
            caller = {name: value for name, value in (truth.get("caller") or {}).items() if value}
            promises = tuple((p["turn"], p["text"]) for p in truth["commitments"])
            given = frozenset(name for name, holds in truth["five_w"].items() if holds)
            yield Labelled(folder.name, _call(entry["id"], entry), caller, given, promises)


def _call(id: str, entry: Mapping[str, Any]) -> Call:
    return dialogue_call(
        read_script({"id": id, "direction": entry.get("direction", "inbound"), "turns": entry["turns"], "truth": {}})
    )


def _read(labelled: Labelled, pack: Pack) -> Read:
    lines = Lines.of(labelled.call, cues_of(pack))
    kind = extract(labelled.call, pack, lines).kind or KindOpinion()
    return Read(labelled, lines, kind, candidates(lines, finders_of(pack), kind))


def learn(known: Sequence[Read], pack: Pack) -> dict[str, Any]:
    """All models, as the file holds them."""
    models = {field: _model(fit_groups(list(_groups(known, field)), PENALTY), LEAST[field]) for field in FIELDS}
    models["commitments"] = _model(fit_groups(list(_promises(known)), PENALTY), LEAST["commitments"])
    choosing.use(models)
    told = [_told(one, pack) for one in known]
    for slot in five_w.SLOTS:
        models[f"five_w.{slot}"] = _model(fit_groups(list(_slots(known, told, slot)), PENALTY), GIVEN)
    choosing.use(models)
    return models


def _model(weights: Mapping[str, float], least: float) -> dict[str, Any]:
    return {"least": least, "weights": dict(weights)}


def _groups(known: Sequence[Read], field: str) -> Iterable[Group]:
    for one in known:
        wanted, said = one.labelled.caller.get(field), one.said[field]
        right = _right(field, wanted, said) if wanted else frozenset()
        if right or not wanted:
            yield Group([c.evidence for c in said], right)


def _right(field: str, wanted: str, said: Sequence[Candidate]) -> frozenset[int]:
    """The candidates that sound like the label, and about as much like it as the best does."""
    longest = max(12, LONGEST * len(wanted)) if field == "problem" else 99
    alike = {
        i: sounds_share(wanted, c.value)
        for i, c in enumerate(said)
        if len(c.value) <= longest and sounds_like(wanted, c.value)
    }
    best = max(alike.values(), default=0.0)
    return frozenset(i for i, share in alike.items() if share >= best - NEARLY.get(field, 100))


def _promises(known: Sequence[Read]) -> Iterable[Group]:
    for one in known:
        plans, spoken = commitments.customers_plans(one.lines), one.labelled.call.utterances
        labels = [(spoken[turn].text, text) for turn, text in one.labelled.promises]
        for line in one.lines.agent:
            for time, _, evidence in commitments.sentences(one.lines, plans, line):
                mine = [text for said, text in labels if said == line.utterance.text]
                places = [(line.utterance.text.find(text), len(text)) for text in mine]
                right = any(time.start < at + length and at < time.end for at, length in places)
                yield Group([evidence], frozenset({0} if right else ()))


def _told(one: Read, pack: Pack) -> tuple[Draft, tuple[Commitment, ...]]:
    promises = commitments.commitments(one.lines, cues_of(pack))
    return chosen_from(one.lines, one.said, one.kind), promises


def _slots(known: Sequence[Read], told: Sequence[tuple[Draft, tuple[Commitment, ...]]], slot: str) -> Iterable[Group]:
    for one, (found, promises) in zip(known, told, strict=True):
        said = five_w.told(one.lines, found, promises)[slot]
        if said is not None:
            evidence = five_w.evidence(slot, said, one.lines, found, one.kind)
            yield Group([evidence], frozenset({0} if slot in one.labelled.five_w else ()))


def check(known: Sequence[Read], pack: Pack) -> None:
    """Each author's calls with the weights of the others: right, wrong, left open, given though nothing was said."""
    for author in sorted({one.labelled.author for one in known}):
        mine = [one for one in known if one.labelled.author == author]
        learn([one for one in known if one.labelled.author != author], pack)
        for field in FIELDS:
            counts = [0, 0, 0, 0]
            for one in mine:
                counts[_outcome(one, field)] += 1
            print(author, field, "right {} wrong {} open {} extra {}".format(*counts))
        slots = [right for one in mine for right in _slots_right(one, pack)]
        print(author, f"five_w {sum(slots)}/{len(slots)}", flush=True)


def _slots_right(one: Read, pack: Pack) -> list[bool]:
    given = five_w.five_w(one.lines, *_told(one, pack), one.kind)
    return [(slot in one.labelled.five_w) == given[slot].present for slot in five_w.SLOTS]


def _outcome(one: Read, field: str) -> int:
    wanted, got = one.labelled.caller.get(field), choose(one.said[field], choosing.learnt(field)).candidate
    if wanted is None:
        return 3 if got is not None else 2
    return 2 if got is None else 0 if sounds_like(wanted, got.value) else 1


if __name__ == "__main__":
    main()
