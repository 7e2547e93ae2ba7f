from __future__ import annotations

import pytest

from pipeline.lexicon import Pack
from tests.pipeline.facts.shipped import slots_only


@pytest.fixture(scope="session")
def pack() -> Pack:
    return slots_only()
