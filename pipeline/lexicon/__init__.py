"""The organisation's own words and rules: folders of YAML files, checked as a whole and compiled once."""

from pipeline.lexicon.faults import Fault, LexiconError
from pipeline.lexicon.loader import Files, check_lexicons, load_files, load_pack, pack_files, with_base
from pipeline.lexicon.pack import EntryMatcher, Pack, PhraseEntry, ScriptMatcher
from pipeline.lexicon.schema import (
    CATEGORIES,
    Conduct,
    ConductRule,
    Demand,
    Element,
    Entry,
    Hearing,
    Kind,
    KindWeights,
    ReviewPolicy,
    Rubric,
    RubricLine,
    Script,
    Tell,
    Traits,
)

__all__ = [
    "CATEGORIES", "Conduct", "ConductRule", "Demand", "Element", "Entry", "EntryMatcher", "Fault", "Files", "Hearing",
    "Kind", "KindWeights", "LexiconError", "Pack", "PhraseEntry", "ReviewPolicy", "Rubric", "RubricLine", "Script",
    "ScriptMatcher", "Tell", "Traits", "check_lexicons", "load_files", "load_pack", "pack_files", "with_base",
]  # fmt: skip
