"""How an office writes its lists and names its files: its clock, its words, its patterns."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.intake.file_names import NamePattern, patterns_of
from pipeline.intake.vocabulary import Vocabulary, vocabulary
from pipeline.settings import Settings


@dataclass(frozen=True, slots=True)
class Conventions:
    """``timezone`` of moments that name none, names of columns, values and speakers, and patterns of file names."""

    timezone: str
    vocabulary: Vocabulary
    file_names: tuple[NamePattern, ...] = ()

    @classmethod
    def of(cls, settings: Settings) -> Conventions:
        """Raises SettingsError with every fault of the vocabulary, or of the patterns."""
        return cls(settings.timezone, vocabulary(settings.vocabulary), patterns_of(settings.file_name))


def usual() -> Conventions:
    """Those of an office that has set nothing."""
    return Conventions("Asia/Shanghai", vocabulary())
