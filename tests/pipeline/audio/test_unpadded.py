"""Recorders that write a chunk of odd length without the byte that belongs behind it."""

import struct

import numpy as np
import pytest

from pipeline.audio.decode import decode

RATE = 8000
SOUND = (np.sin(np.arange(RATE) / 5) * 8000).astype("<i2")


def chunk(name, content, padded):
    return name + struct.pack("<I", len(content)) + content + b"\0" * (padded and len(content) % 2)


def wav(*others, padded):
    body = chunk(b"fmt ", struct.pack("<HHIIHH", 1, 1, RATE, 2 * RATE, 2, 16), padded)
    body += b"".join(chunk(name, content, padded) for name, content in others)
    body += chunk(b"data", SOUND.tobytes(), padded)
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WAVE" + body


OTHERS = {
    "one": ((b"LIST", b"INFOabc"),),
    "two": ((b"LIST", b"INFOabc"), (b"bext", b"x" * 603)),
    "odd and even": ((b"LIST", b"INFOabc"), (b"JUNK", b"xy"), (b"bext", b"d" * 5)),
    "ends like a name": ((b"LIST", b"INFO" + b"LISTdat"),),
}


@pytest.mark.parametrize("others", OTHERS.values(), ids=OTHERS)
def test_both_ways_of_writing_give_the_same_sound(tmp_path, others):
    found = []
    for padded in (True, False):
        path = tmp_path / f"{padded}.wav"
        path.write_bytes(wav(*others, padded=padded))
        found.append(decode(path))
    assert np.array_equal(found[0].samples, found[1].samples)
    assert found[0].samples.shape == (1, 2 * RATE)
    assert found[1].warnings == ()
