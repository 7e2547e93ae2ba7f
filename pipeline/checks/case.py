"""What a check looks at: the call, what was extracted from it, and the organisation's lexicon pack."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from pipeline.checks.demands import Demands, demands_of
from pipeline.domain.call import Call, Role, Turn, Utterance
from pipeline.domain.facts import Facts
from pipeline.lexicon import Pack
from pipeline.reading.cues import cues_of
from pipeline.reading.lines import Lines


@dataclass(frozen=True)
class Case:
    """The only positional argument of a check; what several checks need is made once."""

    call: Call
    facts: Facts
    pack: Pack
    read: Lines | None = None  # the call's lines, where its facts were read from them

    @cached_property
    def lines(self) -> Lines:
        """What both say, ready to be read."""
        return self.read or Lines.of(self.call, cues_of(self.pack))

    @cached_property
    def agent_turns(self) -> tuple[Turn, ...]:
        """The agent's turns after the call was answered; announcements in between do not cut a turn in two."""
        answered = self.call.telephony.answered_at or 0.0
        spoken = [u for u in self.spoken if u.end >= answered]
        turns: list[list[Utterance]] = []
        for before, utterance in zip([None, *spoken], spoken, strict=False):
            if utterance.role is Role.AGENT:
                if before is not None and before.role is Role.AGENT:
                    turns[-1].append(utterance)
                else:
                    turns.append([utterance])
        return tuple(Turn(tuple(utterances)) for utterances in turns)

    @cached_property
    def demands(self) -> Demands:
        """What this kind of call asks for."""
        return demands_of(self.facts.kind, self.pack)

    @cached_property
    def certainty_of_roles(self) -> float:
        """How sure it is who speaks: the mean over all that is said, by its seconds."""
        weight = sum(u.end - u.start for u in self.spoken)
        return sum(u.role_confidence * (u.end - u.start) for u in self.spoken) / weight if weight else 1.0

    @cached_property
    def turns(self) -> tuple[Turn, ...]:
        """The turns of both speakers, without announcements."""
        return tuple(turn for turn in self.call.turns() if turn.role is not Role.SYSTEM)

    @cached_property
    def spoken(self) -> tuple[Utterance, ...]:
        """The utterances without announcements."""
        return tuple(u for u in self.call.utterances if u.role is not Role.SYSTEM)
