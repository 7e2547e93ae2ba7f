"""Which recordings a browser plays as they are: told from real files, not from their names."""

import pytest

from pipeline.audio.decode import probe
from pipeline.playback.kinds import HEAD_BYTES, media_type
from tests.pipeline.audio.media import ENCODINGS, encode_as

PLAYED = {
    "pcm_u8": "audio/wav",
    "pcm_s16le": "audio/wav",
    "mp3": "audio/mpeg",
    "mp3_44": "audio/mpeg",
    "opus": "audio/ogg",
    "vorbis": "audio/ogg",
    "m4a": "audio/mp4",
    "mp4": "audio/mp4",
    "flac": "audio/flac",
}


def test_each_format_that_is_taken_in(tmp_path):
    found = {}
    for name in ENCODINGS:
        path = encode_as(name, tmp_path, channels=2 if name == "vorbis" else 1)
        found[name] = media_type(path.read_bytes()[:HEAD_BYTES], probe(path).codec)
    assert found == dict.fromkeys(ENCODINGS) | PLAYED


@pytest.mark.parametrize(
    ("head", "codec"),
    [
        (b"RIFF\x00\x00\x00\x00WAVE", "pcm_mulaw"),  # the container alone says nothing
        (b"RIFF\x00\x00\x00\x00WAVE", None),
        (b"RIFF\x00\x00\x00\x00AVI ", "pcm_s16le"),
        (b"OggS", "flac"),
        (b"fLa", "flac"),
        (b"", "mp3"),
    ],
)
def test_in_doubt_a_copy_is_made(head, codec):
    assert media_type(head, codec) is None
