"""One thread or two: the same text, to the letter, and the same figures."""

from pathlib import Path

import pytest

from models.asr import WhisperTranscriber
from models.errors import ModelError
from models.weights import ensure_weights
from pipeline.hearing.listen import listen
from pipeline.hearing.transcribe import HeardTurn, transcribe
from pipeline.settings import Settings

SAMPLE = Path(__file__).resolve().parents[2] / "samples" / "wrong-number.wav"


def heard(threads: int) -> list[HeardTurn]:
    try:
        transcriber = WhisperTranscriber(ensure_weights("base", Settings().cache_dir), threads=threads)
    except ModelError as error:
        pytest.skip(str(error))
    (turns,) = transcribe([listen(SAMPLE, Settings())], transcriber)
    return turns


@pytest.mark.weights
@pytest.mark.thorough
def test_threads_do_not_change_what_is_heard() -> None:
    one, two = heard(1), heard(2)
    assert any(turn.text for turn in one)
    assert one == two
