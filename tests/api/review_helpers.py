"""Calls with forbidden phrases in a site's store, and the steps of a review through the API."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient

from pipeline.domain.call import Call
from tests.api.site import Site
from tests.pipeline.review.stores import bad_call, failed_findings, keep

API = "/api/v1"


def stored(
    site: Site, heard: Call | None = None, agent_id: str = "A001", audio: Path | None = None, **more: Any
) -> str:
    return keep(site.database, heard or bad_call(), agent_id=agent_id, audio=audio, recordings=site.recordings, **more)


def findings(site: Site, call_id: str, check: str = "forbidden_phrases") -> list[int]:
    return failed_findings(site.database, call_id, check)


def claimed(reviewer: TestClient, call_id: str) -> int:
    answer = reviewer.post(f"{API}/calls/{call_id}/claim")
    assert answer.status_code == 200, answer.text
    return int(answer.json()["version"])


def decide(reviewer: TestClient, call_id: str, version: int, **wish: Any) -> dict[str, Any]:
    answer = reviewer.post(f"{API}/calls/{call_id}/decisions", json={"version": version} | wish)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def finished(reviewer: TestClient, call_id: str, version: int) -> dict[str, Any]:
    answer = reviewer.post(f"{API}/calls/{call_id}/finish", json={"version": version})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def published(reviewer: TestClient, call_id: str, version: int | None = None) -> dict[str, Any]:
    """Finish (claiming first where no version is given) and publish."""
    finished(reviewer, call_id, version or claimed(reviewer, call_id))
    answer = reviewer.post(f"{API}/calls/{call_id}/publish")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())
