"""Fixtures that several parts' tests share."""

import signal
from pathlib import Path

import pytest
from hypothesis import settings

from tests.databases import bare_database_url, database, database_url

if (
    signal.getsignal(signal.SIGINT) is signal.SIG_IGN
):  # started in the background: what we start would ignore Ctrl-C, too
    signal.signal(signal.SIGINT, signal.default_int_handler)

settings.register_profile("tingjian", deadline=None)  # a busy machine is no fault of the code
if settings.get_current_profile_name() == "default":  # CI keeps Hypothesis's own profile: the same examples each time
    settings.load_profile("tingjian")

__all__ = ["bare_database_url", "database", "database_url"]


@pytest.fixture(scope="session")
def third_whisper(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model with random weights in the shape of large-v3: 128 bands, 51,866 tokens."""
    from tests.random_whisper import random_whisper

    return random_whisper(tmp_path_factory.mktemp("models") / "random-v3")


@pytest.fixture(scope="session")
def first_whisper(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One in the shape of base to large-v2, 80 bands and 51,865 tokens, that names no heads for the times of words."""
    from tests.random_whisper import FIRST, random_whisper

    return random_whisper(tmp_path_factory.mktemp("models") / "random-v2", tokens=FIRST, mels=80, alignment_heads=None)
