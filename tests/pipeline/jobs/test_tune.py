"""A model is tried out on labelled calls, and what was found lies beside its weights."""

import shutil

import pytest

from models.asr import AsrOptions, WhisperTranscriber
from models.tuning import read_tuning
from pipeline.errors import TingjianError
from pipeline.jobs.tune import read_labelled, tune_model
from pipeline.settings import PROJECT
from tests.pipeline.cli.calls import stereo_call
from tests.pipeline.fakes import filled_engine
from tests.pipeline.work.stored import settings_in


@pytest.fixture
def labelled(tmp_path):
    """A call with the labels of another one: what is heard in it is all wrong."""
    folder = tmp_path / "labelled"
    (folder / "truth").mkdir(parents=True)
    stereo_call(folder / "a.wav")
    stereo_call(folder / "unlabelled.wav", seed=3)
    shutil.copy(PROJECT / "samples" / "truth" / "wrong-number.truth.json", folder / "truth" / "a.truth.json")
    return folder


def test_every_trial_is_counted_against_the_labels_and_kept(third_whisper, labelled, tmp_path, monkeypatch):
    weights = shutil.copytree(third_whisper, tmp_path / "mine")
    engine = filled_engine(settings_in(tmp_path), WhisperTranscriber(weights, threads=1))
    monkeypatch.setattr("models.tuning.AXES", {"beam_size": (2, 1)})
    seen = []
    found = tune_model(engine, labelled, 6, seen.append)
    assert [trial.setting.beam_size for trial in found.trials] == [AsrOptions().first.beam_size, 2, 1]
    assert all(trial.errors <= trial.characters and trial.characters > 100 for trial in seen)
    assert read_tuning(weights) == found
    tune_model(engine, labelled, 6, seen.append)
    assert len(seen) == 3


def test_only_labelled_recordings_are_taken_and_only_a_whisper_is_tuned(labelled, tmp_path):
    engine = filled_engine(settings_in(tmp_path))
    assert [one.id for one in read_labelled(labelled, 6, engine)] == ["a"]
    with pytest.raises(TingjianError, match="Whisper"):
        tune_model(engine, labelled, 6, lambda _: None)


def test_a_folder_without_labels_is_said(tmp_path):
    stereo_call(tmp_path / "a.wav")
    with pytest.raises(TingjianError, match="truth"):
        read_labelled(tmp_path, 6, filled_engine(settings_in(tmp_path)))
