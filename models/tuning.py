"""How a model hears best: windows, silence, beams and doubt, chosen by trials on labelled calls.

What base was measured with stands in `AsrOptions`; a model that was tried out has a file of its own beside its weights,
with every trial in it. `tingjian models tune` writes it.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from models.asr import AsrOptions
from models.whisper import DecodeOptions

log = logging.getLogger(__name__)
FILE = "tuning.json"
NEVER = -100.0  # no window is as unlikely: none is heard again
SLACK = 0.02  # share of the least error rate that quicker hearing may cost


@dataclass(frozen=True)
class Setting:
    """What is tuned: seconds of silence behind a window, the longest window in seconds, beams, and the mean log
    probability below which a window is heard in other ways too."""

    silence: float
    longest: float
    beam_size: int
    doubt_below: float

    @classmethod
    def of(cls, options: AsrOptions) -> Setting:
        first = options.first
        return cls(first.silence, options.windows.longest, first.beam_size, options.doubt_below)


AXES: Mapping[str, Sequence[float]] = {  # tried one after the other, each with the best of those before
    "silence": (8.0, 4.0, 2.0, 30.0),
    "longest": (12.0, 8.0, 20.0),
    "beam_size": (5, 3, 1),
    "doubt_below": (-0.3, -0.5, NEVER),
}


@dataclass(frozen=True)
class Trial:
    """A setting, and how it did: wrong characters of all that were said, and CPU seconds."""

    setting: Setting
    errors: int
    characters: int
    cpu_seconds: float

    @property
    def error_rate(self) -> float:
        return self.errors / max(1, self.characters)


@dataclass(frozen=True)
class Tuning:
    """Trials on the labelled calls named by `on`, which changes with them; `chosen` once all are done."""

    on: str
    trials: tuple[Trial, ...] = field(default=())
    chosen: Setting | None = None

    def known(self, setting: Setting) -> Trial | None:
        return next((trial for trial in self.trials if trial.setting == setting), None)


def with_setting(options: AsrOptions, setting: Setting) -> AsrOptions:
    """The options with this setting; what is heard again with 30 s of silence stays so."""
    return replace(
        options,
        windows=replace(options.windows, longest=setting.longest),
        first=_decoding(options.first, setting),
        others=tuple(_decoding(other, setting) for other in options.others),
        doubt_below=setting.doubt_below,
        doubt_below_rate=0.0 if setting.doubt_below == NEVER else options.doubt_below_rate,
    )


def _decoding(options: DecodeOptions, setting: Setting) -> DecodeOptions:
    beams = setting.beam_size
    return replace(options, silence=setting.silence, beam_size=beams, hypotheses=beams)


def tune(attempt: Callable[[Setting], Trial], before: Tuning, keep: Callable[[Tuning], None]) -> Tuning:
    """Try every value of each axis; trials that are known are not repeated. `keep` is called after each."""
    tuning, best = before, Setting.of(AsrOptions())
    for axis, values in AXES.items():
        tried = []
        for value in dict.fromkeys((getattr(best, axis), *values)):
            setting = replace(best, **{axis: value})
            if (trial := tuning.known(setting)) is None:
                trial = attempt(setting)
                tuning = replace(tuning, trials=(*tuning.trials, trial))
                keep(tuning)
            tried.append(trial)
        best = choose(tried).setting
    tuning = replace(tuning, chosen=best)
    keep(tuning)
    return tuning


def choose(trials: Sequence[Trial]) -> Trial:
    """The quickest of those that hear about as well as the best one."""
    least = min(trial.error_rate for trial in trials)
    good = [trial for trial in trials if trial.error_rate <= least * (1 + SLACK)]
    return min(good, key=lambda trial: trial.cpu_seconds)


def options_for(model_dir: Path) -> AsrOptions:
    """How the model in a folder is to hear: as it was tuned, otherwise as base does."""
    tuning = read_tuning(model_dir)
    return with_setting(AsrOptions(), tuning.chosen) if tuning and tuning.chosen else AsrOptions()


def read_tuning(model_dir: Path) -> Tuning | None:
    """The trials of a model; None where there are none that can be read."""
    try:
        written = json.loads((model_dir / FILE).read_text(encoding="utf-8"))
        chosen = Setting(**written["chosen"]) if written["chosen"] else None
        return Tuning(written["on"], tuple(_trials(written["trials"])), chosen)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        log.warning("%s can't be used (%s): the model hears as base does", FILE, type(error).__name__)
        return None


def write_tuning(model_dir: Path, tuning: Tuning) -> None:
    """Beside its place, then renamed: nobody ever reads half of it."""
    draft = model_dir / f".{FILE}.part"
    draft.write_text(json.dumps(asdict(tuning), indent=1), encoding="utf-8")
    draft.replace(model_dir / FILE)


def _trials(written: Sequence[Mapping[str, object]]) -> Iterator[Trial]:
    for trial in written:
        values = dict(trial)
        setting = values.pop("setting")
        if not isinstance(setting, dict):
            raise TypeError("setting")
        yield Trial(Setting(**setting), **values)  # type: ignore[arg-type]
