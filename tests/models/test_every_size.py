"""What depends on the model works for every size of Whisper: bands, tokens, languages, heads, windows."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from models.asr import Track, WhisperTranscriber
from models.chinese import is_han
from models.errors import ModelError
from models.fitness import check_fit
from models.intervals import Interval
from models.weights import ensure_weights
from models.whisper import DecodeOptions, Hearing, Whisper
from pipeline.hearing.listen import listen
from pipeline.settings import Settings

RATE = 16_000
SAMPLE = Path(__file__).resolve().parents[2] / "samples" / "wrong-number.wav"


@pytest.fixture(scope="module", params=["first_whisper", "third_whisper"])
def folder(request: pytest.FixtureRequest) -> Path:
    return request.getfixturevalue(request.param)


@pytest.fixture(scope="module")
def whisper(folder: Path) -> Whisper:
    return Whisper(folder, threads=1)


def noise(seconds: float) -> np.ndarray:
    return np.random.default_rng(7).normal(0, 0.1, round(seconds * RATE)).astype(np.float32)


def names(whisper: Whisper, folder: Path, ids: Sequence[int]) -> list[str]:
    """The tokens, as the model's own vocabulary file spells them."""
    vocabulary = json.loads((folder / "vocabulary.json").read_text(encoding="utf-8"))
    return [vocabulary[id] for id in whisper._vocabulary.outward(ids)]


def heard(whisper: Whisper, seconds: float) -> Hearing:
    (hearing,) = whisper.hear([noise(seconds)], whisper.prompt(), DecodeOptions(silence=1.0, beam_size=2))
    return hearing


def test_prompt_is_made_of_the_models_own_tokens(whisper: Whisper, folder: Path) -> None:
    start = ["<|startoftranscript|>", "<|zh|>", "<|transcribe|>", "<|notimestamps|>"]
    assert names(whisper, folder, whisper.prompt()) == start
    assert names(whisper, folder, whisper.prompt("好"))[0] == "<|startofprev|>"


def test_only_tokens_that_a_chinese_call_needs_are_written(whisper: Whisper, folder: Path) -> None:
    text = heard(whisper, 2.0).hypotheses[0].text
    assert text
    assert not any("\u0400" <= c <= "\u04ff" or "\uac00" <= c <= "\ud7af" for c in text)


def test_every_piece_of_text_has_a_time_within_the_window(whisper: Whisper) -> None:
    hearing = heard(whisper, 2.0)
    (timed,) = whisper.align([hearing], [hearing.hypotheses[0]])
    starts = [piece.start for piece in timed]
    assert starts == sorted(starts)
    assert 0 <= starts[0] <= starts[-1] <= 3.0


def test_window_is_no_longer_than_the_encoder(whisper: Whisper) -> None:
    assert heard(whisper, 33.0).encoded.shape[0] <= 1500


def test_transcriber_answers_in_the_shape_of_the_question(folder: Path) -> None:
    tracks = [Track(noise(4), (Interval(0.5, 1.5), Interval(2, 3))), Track(noise(4), ())]
    answer = WhisperTranscriber(folder, threads=1).transcribe(tracks)
    assert [len(turns) for turns in answer] == [2, 0]
    assert all(0 <= turn.confidence <= 1 for turn in answer[0])


@pytest.mark.weights
def test_base_itself_fits_and_hears() -> None:
    """The real weights, through the same ways: the first words of a sample call."""
    try:
        folder = ensure_weights("base", Settings().cache_dir)
    except ModelError as error:
        pytest.skip(str(error))
    shape = check_fit(folder)
    assert (shape.mels, shape.tokens, shape.encoder_layers, shape.decoder_layers, shape.heads) == (80, 51_865, 6, 6, 8)
    sound = listen(SAMPLE, Settings())
    voice = max(sound.voices, key=lambda voice: len(voice.turns))
    turns = WhisperTranscriber(folder, threads=2).transcribe([Track(voice.samples, voice.turns[:2])])[0]
    assert len("".join(turn.text for turn in turns)) > 5
    assert all(is_han(c) or not c.isalpha() for turn in turns for c in turn.text)
