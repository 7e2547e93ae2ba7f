"""How much of the labelled personal data is hidden, and how much that is hidden is personal, by kind."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.domain.call import Call
from pipeline.privacy import spans_of_call
from tests.builders import agent, call, customer
from tests.pipeline.review.calls import pack

HERE = Path(__file__).parent
_LABEL = re.compile(r"\[(\w+):([^\]]*)\]")
_RIGHT = 0.5  # of a hidden stretch that has to be personal


@dataclass
class Tally:
    known: Counter[str] = field(default_factory=Counter)
    hidden: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    told: list[str] = field(default_factory=list)

    def recall(self, kind: str) -> float:
        return self.hidden[kind] / self.known[kind] if self.known[kind] else 1.0

    def precision(self, kind: str) -> float:
        return self.right[kind] / self.found[kind] if self.found[kind] else 1.0

    def total(self) -> tuple[float, float]:
        return self.hidden.total() / self.known.total(), self.right.total() / max(1, self.found.total())


Label = tuple[int, int, int, str]  # utterance, start, end, kind


def dialogues(name: str) -> Iterator[tuple[Call, list[Label]]]:
    for line in (HERE / name).read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            yield _dialogue(line)


def _dialogue(line: str) -> tuple[Call, list[Label]]:
    spoken, labels = [], []
    for index, turn in enumerate(line.split(" / ")):
        text, position = "", 2
        for match in _LABEL.finditer(turn):
            text += turn[position : match.start()]
            labels.append((index, len(text), len(text) + len(match[2]), match[1]))
            text += match[2]
            position = match.end()
        text += turn[position:]
        spoken.append(agent(text) if turn.startswith("坐") else customer(text))
    return call(*spoken), labels


def measure(name: str) -> Tally:
    tally = Tally()
    for heard, labels in dialogues(name):
        found = spans_of_call(heard, pack())
        personal = {(u, i) for u, start, end, _ in labels for i in range(start, end)}
        covered = {(u, i) for u, own in found.items() for span in own for i in range(span.start, span.end)}
        texts = [u.text for u in heard.utterances]
        for index, start, end, kind in labels:
            tally.known[kind] += 1
            whole = all((index, i) in covered for i in range(start, end) if texts[index][i].isalnum())
            tally.hidden[kind] += whole
            if not whole:
                tally.told.append(f"shown {kind}: {texts[index][start:end]} in {texts[index]}")
        for index, own in found.items():
            for span in own:
                tally.found[span.kind] += 1
                inside = sum((index, i) in personal for i in range(span.start, span.end))
                is_right = inside >= _RIGHT * (span.end - span.start)
                tally.right[span.kind] += is_right
                if not is_right:
                    tally.told.append(f"hidden {span.kind}: {texts[index][span.start : span.end]} in {texts[index]}")
    return tally
