"""Recordings as browsers play and draw them: playable copies, waveforms, with personal data beeped."""

from pipeline.playback.copies import Copies, Playable

__all__ = ["Copies", "Playable"]
