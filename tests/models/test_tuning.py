"""Trials choose how a model hears; an interrupted run goes on."""

from dataclasses import replace
from pathlib import Path

import pytest

from models.asr import AsrOptions
from models.tuning import (
    FILE,
    NEVER,
    Setting,
    Trial,
    Tuning,
    choose,
    options_for,
    read_tuning,
    tune,
    with_setting,
    write_tuning,
)

BASE = Setting.of(AsrOptions())


class Model:
    """Hears best with 2 s of silence and three beams; windows make no difference but in time."""

    def __init__(self, most: int = 1000) -> None:
        self.asked: list[Setting] = []
        self.most = most

    def attempt(self, setting: Setting) -> Trial:
        if len(self.asked) == self.most:
            raise KeyboardInterrupt
        self.asked.append(setting)
        errors = 100 + 10 * abs(setting.silence - 2) + 20 * abs(setting.beam_size - 3)
        return Trial(setting, round(errors), 1000, 10 * setting.beam_size - setting.longest / 10)


def test_each_axis_takes_the_best_of_those_before() -> None:
    model = Model()
    tuning = tune(model.attempt, Tuning("set"), lambda _: None)
    assert tuning.chosen is not None
    assert (tuning.chosen.silence, tuning.chosen.beam_size, tuning.chosen.longest) == (2.0, 3, 20.0)
    assert len(model.asked) == len(set(model.asked))


def test_an_interrupted_run_repeats_nothing(tmp_path: Path) -> None:
    def keep(tuning: Tuning) -> None:
        write_tuning(tmp_path, tuning)

    first, second = Model(most=4), Model()
    with pytest.raises(KeyboardInterrupt):
        tune(first.attempt, Tuning("set"), keep)
    kept = read_tuning(tmp_path)
    assert kept is not None
    assert (len(kept.trials), kept.chosen) == (4, None)
    assert options_for(tmp_path) == AsrOptions()
    tuning = tune(second.attempt, kept, keep)
    assert not set(first.asked) & set(second.asked)
    assert tuning == tune(Model().attempt, Tuning("set"), lambda _: None)
    assert read_tuning(tmp_path) == tuning


def test_about_as_good_and_quicker_is_chosen() -> None:
    best, quick, bad = (Trial(BASE, errors, 1000, seconds) for errors, seconds in ((100, 50), (101, 20), (110, 5)))
    assert choose([best, quick, bad]) == quick


def test_a_model_hears_as_it_was_tuned(tmp_path: Path) -> None:
    setting = replace(BASE, silence=2.0, longest=20.0, beam_size=3)
    write_tuning(tmp_path, Tuning("set", (Trial(setting, 1, 10, 1.0),), setting))
    options = options_for(tmp_path)
    assert (options.first.silence, options.windows.longest, options.first.beam_size) == (2.0, 20.0, 3)
    assert {other.hypotheses for other in options.others} == {3}
    assert options.retries == AsrOptions().retries
    assert Setting.of(options) == setting


def test_the_setting_of_base_changes_nothing() -> None:
    assert with_setting(AsrOptions(), BASE) == AsrOptions()
    assert with_setting(AsrOptions(), replace(BASE, doubt_below=NEVER)).doubt_below_rate == 0


@pytest.mark.parametrize("written", ["", "[]", "{}", '{"on": "x", "trials": [{"setting": 1}], "chosen": null}'])
def test_a_file_that_cannot_be_read_changes_nothing(tmp_path: Path, written: str) -> None:
    (tmp_path / FILE).write_text(written)
    assert read_tuning(tmp_path) is None
    assert options_for(tmp_path) == AsrOptions()
