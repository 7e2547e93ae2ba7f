"""Who speaks: names in the text, and the roles that they mean."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from pipeline.domain.call import Role
from pipeline.errors import TranscriptFileError
from pipeline.intake.transcripts.spoken import Spoken
from pipeline.intake.vocabulary import Vocabulary, plain

_NUMBERED = re.compile(r"(?:s|spk|speaker|channel|说话人|讲话人|发言人|声道|通道)?\d{1,3}")
_BRACKETED = re.compile(r"\s*[\[【(（<]\s*([^\[\]【】()（）<>]{1,20}?)\s*[\]】)）>]\s*[:：]?\s*")
_BEFORE_COLON = re.compile(r"\s*([^\s:：，。,.]{1,20})\s*[:：]\s*")
OTHER = {Role.AGENT: Role.CUSTOMER, Role.CUSTOMER: Role.AGENT}
NAMES_SHOWN = 5


def named_in_text(text: str, vocabulary: Vocabulary) -> tuple[str | None, str]:
    """The speaker in front of a text, 「[S1] 您好」 or 「坐席：您好」, and the text without it; None where a word in
    brackets or before a colon names nobody."""
    for form in (_BRACKETED, _BEFORE_COLON):
        found = form.match(text)
        if found and is_speaker(found[1], vocabulary, bare_number=form is _BRACKETED):
            return found[1], text[found.end() :]
    return None, text


def is_speaker(name: str, vocabulary: Vocabulary, bare_number: bool = True) -> bool:
    even = plain(name)
    numbered = _NUMBERED.fullmatch(even) and (bare_number or not even.isdecimal())
    return bool(numbered) or even in vocabulary.speakers


def carried_on(spoken: Iterable[Spoken]) -> list[Spoken]:
    """Who is not named anew speaks on."""
    found, speaker = [], None
    for one in spoken:
        speaker = one.speaker if one.speaker is not None else speaker
        found.append(replace(one, speaker=speaker))
    return found


def with_roles(spoken: Iterable[Spoken], vocabulary: Vocabulary) -> list[Spoken]:
    """Roles by the speakers' names. Two that mean nothing keep theirs open: what they say will tell.

    Raises TranscriptFileError where nobody can tell who is who.
    """
    known = [one if one.role else replace(one, role=_role(one.speaker, vocabulary)) for one in spoken]
    open_ones = list(dict.fromkeys(one.speaker for one in known if one.role is None))
    if not open_ones:
        return known
    if None in open_ones:
        raise TranscriptFileError("没有标明每句话是谁说的，无法区分坐席和客户")
    taken = {one.role for one in known} & set(OTHER)
    if len(open_ones) == 1 and len(taken) == 1:
        (role,) = taken
        return [one if one.role else replace(one, role=OTHER[role]) for one in known]  # type: ignore[index]
    if len(open_ones) == 2 and not taken:
        return known
    names = "、".join(str(name)[:20] for name in open_ones[:NAMES_SHOWN])
    raise TranscriptFileError(f"不知道说话人 {names} 是坐席还是客户，请在 TINGJIAN_VOCABULARY 的 speakers 中说明")


def _role(speaker: str | None, vocabulary: Vocabulary) -> Role | None:
    role = None if speaker is None else vocabulary.speakers.get(plain(speaker))
    return Role(role) if role else None
