"""Ring-back tones as data."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cadence:
    """A ring-back tone as data; the default is the Chinese one (GB/T): 450 Hz, 1 s on, 4 s off.

    Frequencies in hertz, times in seconds. `tolerance` is a share of `on` and of the period. `answer_delay` is how long
    after a whole burst the answer is put when nothing tells. Rings after `latest_start` belong to a transfer.
    """

    frequencies: tuple[float, ...] = (450.0,)
    on: float = 1.0
    off: float = 4.0
    frequency_tolerance: float = 25.0
    tolerance: float = 0.1
    answer_delay: float = 1.0
    latest_start: float = 60.0

    @property
    def period(self) -> float:
        """Seconds from one burst to the next."""
        return self.on + self.off


#: The Chinese ring-back tone.
GB_T = Cadence()
