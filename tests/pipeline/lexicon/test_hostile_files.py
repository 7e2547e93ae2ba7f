"""Files made to exhaust who reads them: each is refused in words, at once, and the process goes on."""

import time

import pytest

from pipeline.lexicon.files import UnreadableFile, decode

HOSTILE = {
    "lists in lists": b"[" * 30_000,
    "mappings in mappings": b"{a: " * 30_000,
    "dashes": b"- " * 30_000,
    "keys of keys": b"? " * 30_000,
    "a number of sixties": b"a: " + b"1:" * 400_000 + b"1",
    "a number of digits": b"a: " + b"9" * 900_000,
    "many small things": b"- 1\n" * 240_000,
    "one word": b"a: " + b"b" * 900_000,
    "laughs": b"a: &a [x]\n" + b"".join(b"b%d: &b%d [*a, *a]\n" % (i, i) for i in range(20)),
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
def test_a_file_that_would_exhaust_its_reader_is_refused_at_once(content):
    began = time.process_time()
    with pytest.raises(UnreadableFile):
        decode(content, "pack.yaml")
    assert time.process_time() - began < 5


def test_numbers_that_are_allowed_can_be_shown():
    """Python refuses to write out numbers of more than 4300 digits."""
    for number in (b"0x" + b"f" * 1990, b"1:" * 990 + b"1", b"9" * 1990):
        assert str(decode(b"a: " + number, "pack.yaml"))


def test_double_keys_are_told_where_they_stand_and_not_in_different_mappings():
    with pytest.raises(UnreadableFile) as caught:
        decode(b"a: {x: 1, y: {x: 1}}\nb: {x: 1, y: [x], x: 2}\na: 3", "pack.yaml")
    assert [(f.entry, f.problem) for f in caught.value.faults] == [
        ("第 2 行", "字段「x」写了两次"),
        ("第 3 行", "字段「a」写了两次"),
    ]
