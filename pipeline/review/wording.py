"""What the lexicon says of a category: how severe it is, what to say instead."""

from __future__ import annotations

from collections import Counter

from pipeline.domain.finding import Finding
from pipeline.lexicon import Pack

FORBIDDEN = "forbidden_phrases"  # the check whose findings have the lexicon's categories


def severity_of(pack: Pack, category: str | None) -> str | None:
    """The severity that most entries of the category have; None where the lexicon does not know the category."""
    listed = Counter(entry.severity for entry in pack.phrases.values() if entry.category == category)
    return listed.most_common(1)[0][0] if listed else None


def suggestion_for(pack: Pack, finding: Finding) -> str | None:
    """The recommended wording: the finding's own, else that of its category: an entry that merely resembles the words
    would tell of another call."""
    kind = pack.kinds.get(finding.category or "")
    return finding.suggestion or (kind.suggestion if kind else None)
