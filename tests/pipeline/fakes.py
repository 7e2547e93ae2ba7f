"""Stand-ins for everything that needs weights or training: recogniser, classifiers, and an engine filled with them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields
from typing import Any

import numpy as np

from models.asr import AsrTurn, Track
from models.role_classifier import RoleClassifier
from models.sentence_judge import Opinion, SentenceJudge
from models.turn_decision import Row, TurnDecision
from models.turn_reader import Read, TurnReader
from pipeline.hearing.engine import Engine
from pipeline.lexicon.schema import CATEGORIES
from pipeline.settings import Settings
from pipeline.weighing.opinions import TurnJudge

AGENT, CUSTOMER = "您好，这里是信息服务台，请问有什么可以帮您？", "我的打印机打不出来了，电话是13800138000。"


class FakeTranscriber:
    """Hears ``says[n]`` in every turn of the n-th voice of each recording."""

    name, options = "fake", {"engine": "fake"}

    def __init__(self, says: Sequence[str] = (AGENT, CUSTOMER)) -> None:
        self.says = says

    def transcribe(self, tracks: Sequence[Track]) -> list[list[AsrTurn]]:
        return [self.hear(track, self.says[n % 2]) for n, track in enumerate(tracks)]

    def hear(self, track: Track, text: str) -> list[AsrTurn]:
        return [AsrTurn(t.start, t.end, text, 0.9, 0.0, -0.2, 1.2) for t in track.turns]


class FakeRoles(RoleClassifier):
    """Who asks 「请问」 is the agent."""

    def __init__(self) -> None:
        super().__init__({}, 0.0)

    def voice_log_odds(self, texts: Iterable[str]) -> float:
        return 3.0 if any("请问" in text for text in texts) else -3.0


class FakeSentences(SentenceJudge):
    """Agrees with the lexicon: only what has cues is bad."""

    def __init__(self) -> None:
        super().__init__(None, None, None, None, None, ())  # type: ignore[arg-type]

    def judge(self, sentences: Sequence[tuple[str, Sequence[str]]], explain: bool = True) -> list[Opinion]:
        return [Opinion(0.9 if cues else 0.0, {"vague": 1.0}) for _, cues in sentences]


class FakeReader(TurnReader):
    """Finds nothing wrong in any turn."""

    def __init__(self) -> None:
        super().__init__(*(None,) * len(fields(TurnReader)))

    def read(self, said: Sequence[tuple[str, str]]) -> list[Read]:
        return [Read(-5.0, {})] * len(said)


class FakeDecision(TurnDecision):
    """Agrees with the lexicon: a listed phrase that stands in a turn is a fault."""

    def __init__(self) -> None:
        super().__init__(None, None)

    def probabilities(self, rows: Sequence[Row]) -> np.ndarray:
        return np.array([0.97 if row.get("listed") else 0.0 for row in rows])

    def shares(self, rows: Sequence[Row]) -> list[dict[str, float]]:
        listed = [[c for c in CATEGORIES if row.get(f"listed_{c}")] or ["vague"] for row in rows]
        return [{category: 1 / len(own) for category in own} for own in listed]


class FakeJudge(TurnJudge):
    """The three together."""

    def __init__(self) -> None:
        super().__init__(FakeSentences(), FakeReader(), FakeDecision())


def filled_engine(settings: Settings, transcriber: Any = None, **parts: Any) -> Engine:
    """An engine that loads no weights and trains nothing; ``parts`` replaces what it holds."""
    engine = Engine(settings)
    filled = {"transcriber": transcriber or FakeTranscriber(), "roles": FakeRoles(), "judge": FakeJudge()} | parts
    for name, part in filled.items():
        setattr(engine, name, part)
    return engine


def raising(error: BaseException) -> Callable[..., Any]:
    """A function that only raises ``error``."""

    def fail(*_: Any, **__: Any) -> Any:
        raise error

    return fail
