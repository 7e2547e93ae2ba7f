"""Everything that is loaded once for many calls: lexicon pack, classifiers, and the recogniser when it is needed."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from functools import cached_property, partial
from pathlib import Path

from models.asr import Transcriber
from models.fault_types import FaultClassifier
from models.role_classifier import RoleClassifier
from models.training.corpus import sentence_files
from models.training.fault_types import train_faults
from models.training.labelled_turns import turn_files
from models.training.roles import train as train_roles
from models.turn_decision import TurnDecision
from pipeline.hearing.recogniser import open_recogniser
from pipeline.hearing.second_hearing import Belief, belief_in
from pipeline.hearing.trained import fingerprint, load, load_or_train
from pipeline.lexicon import Pack, load_pack
from pipeline.settings import PROJECT, Settings
from pipeline.weighing.faults import examples_of
from pipeline.weighing.opinions import TurnJudge
from pipeline.weighing.train import train_judge


class Engine:
    """Loads each part at its first use, so that judging a transcript never loads the recogniser."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    def renewed(self, pack: Pack) -> Engine:
        """An engine for ``pack``; what does not depend on it is handed over."""
        engine = Engine(self.settings)
        engine.pack = pack
        kept = ("roles", *(() if self.settings.hot_words else ("transcriber", "belief")))
        engine.__dict__.update({name: self.__dict__[name] for name in kept if name in self.__dict__})
        return engine

    @cached_property
    def pack(self) -> Pack:
        """The lexicon pack in use; raises LexiconError with all its faults."""
        return load_pack(self.settings.lexicons)

    @cached_property
    def transcriber(self) -> Transcriber:
        """The recogniser; raises a ModelError or RecogniserError, which concern every recording alike."""
        words = (*self.pack.hearing.hot_words, *self.pack.organisations) if self.settings.hot_words else ()
        return open_recogniser(self.settings, words)

    @cached_property
    def belief(self) -> Belief | None:
        """What the recogniser's second hearing means; None for a model that it was never calibrated for."""
        return belief_in(self.transcriber.name, self.belief_file)

    @property
    def belief_file(self) -> Path:
        """Where an own calibration of the model's second hearing is kept."""
        return self.settings.cache_dir / "second-hearing" / f"{self.transcriber.name}.json"

    @cached_property
    def roles(self) -> RoleClassifier:
        return load_or_train(self.settings.cache_dir, "roles", self._training_files(), train_roles)

    @cached_property
    def judge(self) -> TurnJudge:
        """As it was trained here; its decision is the organisation's own, where one has been learnt from reviews."""
        own = load(self.own_decision_file)
        return replace(self.base_judge, decision=own) if isinstance(own, TurnDecision) else self.base_judge

    def learn(self) -> None:
        """See to it that the classifiers that know the pack are there: minutes where they have to be trained."""
        _ = self.judge, self.faults

    @property
    def own_decision_file(self) -> Path:
        """Where a decision that was learnt from reviews is kept; without the file the one that comes along counts."""
        return self.settings.cache_dir / "classifiers" / f"own-decision-{fingerprint(self._training_files())}.joblib"

    @cached_property
    def base_judge(self) -> TurnJudge:
        """Trained on the repository's sentences and calls, and on the examples of the pack's own entries."""
        name, train = f"judge-{self.pack.sha256[:8]}", partial(train_judge, self.pack)
        return load_or_train(self.settings.cache_dir, name, self._training_files(), train)

    @cached_property
    def faults(self) -> FaultClassifier | None:
        """Trained on the pack's examples alone; None where it knows no types of fault."""
        examples = examples_of(self.pack)
        if not examples:
            return None
        code = [PROJECT / "models" / "text_features.py", *(PROJECT / "models").rglob("fault_types.py")]
        name, train = f"faults-{self.pack.sha256[:8]}", partial(train_faults, examples)
        return load_or_train(self.settings.cache_dir, name, code, train)

    @cached_property
    def judge_key(self) -> str:
        """Names the judge by all that it was made of: its opinions may be kept under this key."""
        own = self.own_decision_file
        learnt = f"-{hashlib.sha256(own.read_bytes()).hexdigest()[:8]}" if own.is_file() else ""
        return f"{self.pack.sha256[:16]}-{fingerprint(self._training_files())}{learnt}"

    def _training_files(self) -> list[Path]:
        """The corpus, and the code that turns sentences into what the classifiers see."""
        code = ("models", "models/training", "pipeline/text", "pipeline/weighing")
        return [*sentence_files(), *turn_files(), *(file for name in code for file in (PROJECT / name).glob("*.py"))]
