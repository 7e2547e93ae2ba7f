"""Charts as places in per cent of a drawing, so that templates can draw them as SVG at any width."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor

_STEPS = (1.0, 2.0, 5.0, 10.0, 20.0, 25.0, 50.0)
_MOST_TICKS = 5
_MOST_DATES = 4  # below a trend; more would run into each other on a phone


@dataclass(frozen=True, slots=True)
class Scale:
    """From ``low`` to ``high``, in the unit of what is measured."""

    low: float
    high: float

    def place(self, value: float) -> float:
        """0 at ``low``, 100 at ``high``; what lies outside is put at the edge."""
        share = (value - self.low) / (self.high - self.low) if self.high > self.low else 0.5
        return round(100 * min(1.0, max(0.0, share)), 2)

    def ticks(self) -> tuple[Tick, ...]:
        """At most a handful of round values."""
        step = next((s for s in _STEPS if (self.high - self.low) / s < _MOST_TICKS), self.high - self.low)
        first = ceil(self.low / step - 1e-9)
        values = (step * number for number in range(first, floor(self.high / step + 1e-9) + 1))
        return tuple(Tick(self.place(v), f"{v:g}") for v in values)


@dataclass(frozen=True, slots=True)
class Tick:
    place: float
    text: str


@dataclass(frozen=True, slots=True)
class Interval:
    """A dot with the line of its interval; ``label`` is read out."""

    at: float
    low: float
    high: float
    label: str
    firm: bool = True  # False: the sample is too small, drawn faintly


@dataclass(frozen=True, slots=True)
class Measured:
    """What was measured under one name, such as a week; None where there is nothing to show."""

    name: str
    value: float | None
    low: float | None = None
    high: float | None = None
    label: str = ""


@dataclass(frozen=True, slots=True)
class Dot:
    x: float
    y: float
    label: str


@dataclass(frozen=True, slots=True)
class TrendChart:
    """``line`` and ``band`` are points of SVG in a square of 100; ``y`` runs down."""

    line: str
    band: str
    dots: tuple[Dot, ...]
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    label: str


def scale_of(values: Iterable[float | None], most: float | None = None, step: float = 10.0) -> Scale:
    """Wide enough for all ``values``, in whole steps; ends at ``most`` if that is given."""
    known = [v for v in values if v is not None]
    if not known:
        return Scale(0.0, most or step)
    high = most if most is not None else step * max(1, ceil(max(known) / step))
    low = step * floor(min(known) / step)
    return Scale(low if low < high else high - step, high)


def interval(
    scale: Scale, value: float | None, low: float | None, high: float | None, label: str, firm: bool = True
) -> Interval | None:
    """None where there is no value; without an interval the line has no length."""
    if value is None:
        return None
    ends = (value if low is None else low, value if high is None else high)
    return Interval(scale.place(value), scale.place(ends[0]), scale.place(ends[1]), label, firm)


def trend(points: Sequence[Measured], scale: Scale, label: str) -> TrendChart | None:
    """Points in their order, at equal distances; None where fewer than two have a value."""
    width = max(1, len(points) - 1)
    placed = [(100 * i / width, p) for i, p in enumerate(points) if p.value is not None]
    if len(placed) < 2:
        return None
    dots = tuple(Dot(round(x, 2), _down(scale, p.value), p.label or p.name) for x, p in placed)
    stride = max(1, ceil(len(points) / _MOST_DATES))
    dates = tuple(Tick(round(100 * i / width, 2), p.name) for i, p in enumerate(points) if i % stride == 0)
    heights = tuple(Tick(100 - t.place, t.text) for t in scale.ticks())
    return TrendChart(_points((d.x, d.y) for d in dots), _band(placed, scale), dots, dates, heights, label)


def _band(placed: Sequence[tuple[float, Measured]], scale: Scale) -> str:
    """Forth along the upper ends, back along the lower ones."""
    known = [(x, p) for x, p in placed if p.low is not None and p.high is not None]
    if len(known) < 2:
        return ""
    upper = [(x, _down(scale, p.high)) for x, p in known]
    lower = [(x, _down(scale, p.low)) for x, p in reversed(known)]
    return _points([*upper, *lower])


def _down(scale: Scale, value: float | None) -> float:
    return round(100 - scale.place(value or 0.0), 2)


def _points(places: Iterable[tuple[float, float]]) -> str:
    return " ".join(f"{x:.2f},{y:.2f}" for x, y in places)
