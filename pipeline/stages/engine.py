"""Everything that is loaded once for many calls: lexicon pack, classifiers, and the recogniser when it is needed."""

from __future__ import annotations

import os
from functools import cached_property, partial
from pathlib import Path

from models.asr import Transcriber
from models.role_classifier import RoleClassifier
from models.sentence_judge import SentenceJudge
from models.training.corpus import sentence_files
from models.training.roles import train as train_roles
from pipeline.lexicon import Pack, load_pack
from pipeline.settings import Settings
from pipeline.stages.label import train_judge
from pipeline.stages.trained import load_or_train

MOST_THREADS = 8


class Engine:
    """Loads each part at its first use, so that judging a transcript never loads the recogniser."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    @cached_property
    def pack(self) -> Pack:
        """The lexicon pack in use; raises LexiconError with all its faults."""
        return load_pack(self.settings.lexicons)

    @cached_property
    def transcriber(self) -> Transcriber:
        """The recogniser; raises the weights' errors in words."""
        from models.asr import WhisperTranscriber
        from models.weights import ensure_weights

        folder = ensure_weights(self.settings.asr_model, self.settings.cache_dir)
        threads = self.settings.threads or min(MOST_THREADS, os.cpu_count() or 1)
        words = self.pack.hearing.hot_words if self.settings.hot_words else ()
        return WhisperTranscriber(folder, device=self.settings.device, threads=threads, hot_words=words)

    @cached_property
    def roles(self) -> RoleClassifier:
        return load_or_train(self.settings.cache_dir, "roles", self._training_files(), train_roles)

    @cached_property
    def judge(self) -> SentenceJudge:
        """Trained on the repository's sentences and on the examples of the pack's own entries."""
        name = f"judge-{self.pack.sha256[:8]}"
        return load_or_train(self.settings.cache_dir, name, self._training_files(), partial(train_judge, self.pack))

    def _training_files(self) -> list[Path]:
        code = Path(__file__).resolve().parents[2] / "models"
        return [*sentence_files(), *code.glob("*.py"), *(code / "training").glob("*.py")]
