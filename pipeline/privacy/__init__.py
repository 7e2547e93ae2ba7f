"""Personal data in what was said: found, masked in text, beeped in sound; the same stretches in both."""

from pipeline.privacy.kinds import EVERYTHING, Kind, for_role
from pipeline.privacy.mask import mask
from pipeline.privacy.record import Masker, masked
from pipeline.privacy.spans import Span, spans, spans_of_call

__all__ = ["EVERYTHING", "Kind", "Masker", "Span", "for_role", "mask", "masked", "spans", "spans_of_call"]
