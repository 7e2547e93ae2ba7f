"""``site``: the application with browsers of every role; ``client``: a visitor's browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from tests.api.site import Site, open_site


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    opened = open_site(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def client(site: Site) -> TestClient:
    return site.visitor()
