"""The organisation's own words and rules: folders of YAML files, checked as a whole and compiled once."""

from pipeline.lexicon.faults import Fault, LexiconError
from pipeline.lexicon.loader import Files, check_lexicons, load_files, load_pack, pack_files, with_base
from pipeline.lexicon.pack import EntryMatcher, Pack, PhraseEntry, ScriptMatcher
from pipeline.lexicon.schema import (
    CATEGORIES,
    Element,
    Entry,
    Hearing,
    ReviewPolicy,
    Rubric,
    RubricLine,
    Script,
    Traits,
)

__all__ = [
    "CATEGORIES", "Element", "Entry", "EntryMatcher", "Fault", "Files", "Hearing", "LexiconError", "Pack",
    "PhraseEntry", "ReviewPolicy", "Rubric", "RubricLine", "Script", "ScriptMatcher", "Traits", "check_lexicons",
    "load_files", "load_pack", "pack_files", "with_base",
]  # fmt: skip
