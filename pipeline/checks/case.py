"""What a check looks at: the call, what was extracted from it, and the organisation's lexicon pack."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.domain.call import Call
from pipeline.domain.facts import Facts
from pipeline.lexicon import Pack


@dataclass(frozen=True, slots=True)
class Case:
    """The only positional argument of a check."""

    call: Call
    facts: Facts
    pack: Pack
