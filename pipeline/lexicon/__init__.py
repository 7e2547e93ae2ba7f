"""The organisation's own words and rules: folders of YAML files, checked as a whole and compiled once."""

from pipeline.lexicon.faults import Fault, LexiconError
from pipeline.lexicon.in_use import PackInUse
from pipeline.lexicon.loader import (
    Files,
    check_lexicons,
    load_files,
    load_pack,
    own_files,
    pack_files,
    pack_stamp,
    with_base,
)
from pipeline.lexicon.pack import EntryMatcher, Kind, Pack, PhraseEntry, ScriptMatcher
from pipeline.lexicon.schema import (
    CATEGORIES,
    Calendar,
    CallKind,
    CaseWeights,
    Conduct,
    ConductRule,
    Deadline,
    Deadlines,
    Demand,
    Element,
    Entry,
    FaultTypes,
    FormerEntry,
    Hearing,
    KindWeights,
    PhraseFile,
    PromiseCosts,
    ReviewPolicy,
    Rubric,
    RubricLine,
    Script,
    Tally,
    Tell,
    Traits,
    Trust,
)

__all__ = [
    "CATEGORIES", "Calendar", "CallKind", "CaseWeights", "Conduct", "ConductRule", "Deadline", "Deadlines", "Demand",
    "Element", "Entry", "EntryMatcher", "Fault", "FaultTypes", "Files", "FormerEntry", "Hearing", "Kind", "KindWeights",
    "LexiconError", "Pack", "PackInUse", "PhraseEntry", "PhraseFile", "PromiseCosts", "ReviewPolicy", "Rubric",
    "RubricLine", "Script", "ScriptMatcher", "Tally", "Tell", "Traits", "Trust", "check_lexicons", "load_files",
    "load_pack", "own_files", "pack_files", "pack_stamp", "with_base",
]  # fmt: skip
