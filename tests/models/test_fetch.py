"""Models over a network that breaks: a hub on this machine that stops, forgets and lies."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from models import fetch as fetching
from models.catalogue import Published
from models.errors import Unfit, UnfitModel, WeightsUnavailable
from models.fetch import Route, fetch
from models.model_store import ModelStore, sum_of

REVISION = "2" * 40


@dataclass
class Hub:
    """Serves a folder as a hub does; `breaks_after` bytes of an answer it hangs up, the first `breaks` times."""

    folder: Path
    breaks: int = 0
    breaks_after: int = 1_000_000
    ranges: bool = True
    asked: list[tuple[str, str | None]] = field(default_factory=list)
    url: str = ""


def _handler(hub: Hub) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            hub.asked.append((self.path, self.headers.get("Range")))
            name = self.path.removeprefix(f"/somebody/small/resolve/{REVISION}/")
            if not (hub.folder / name).is_file():
                self.send_error(404)
                return
            data = (hub.folder / name).read_bytes()
            wanted = self.headers.get("Range") if hub.ranges else None
            start = int(wanted.removeprefix("bytes=").removesuffix("-")) if wanted else 0
            self.send_response(206 if wanted else 200)
            self.send_header("Content-Length", str(len(data) - start))
            self.end_headers()
            rest = data[start:]
            if hub.breaks and len(rest) > hub.breaks_after:
                hub.breaks -= 1
                rest = rest[: hub.breaks_after]
                self.close_connection = True
            self.wfile.write(rest)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Handler


@pytest.fixture
def hub(third_whisper: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    made = Hub(third_whisper)
    monkeypatch.setattr(fetching, "PAUSE", 0.0)
    for variable in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(variable, raising=False)
    with ThreadingHTTPServer(("127.0.0.1", 0), _handler(made)) as server:
        made.url = f"http://127.0.0.1:{server.server_port}"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield made
        server.shutdown()


@pytest.fixture
def small(third_whisper: Path) -> Published:
    files = {path.name: sum_of(path) for path in third_whisper.iterdir()}
    return Published("small", "somebody/small", REVISION, "MIT", 99, files)


@pytest.fixture
def store(tmp_path: Path, small: Published, monkeypatch: pytest.MonkeyPatch) -> ModelStore:
    for module in ("models.catalogue", "models.model_store"):
        monkeypatch.setattr(f"{module}.published", lambda: {"small": small})
    return ModelStore(tmp_path)


def test_a_model_comes_from_the_mirror_and_is_verified(hub: Hub, small: Published, store: ModelStore) -> None:
    seen: list[int] = []
    model = fetch(small, store, Route(hub.url + "/"), seen.append)
    assert sum(seen) == small.size_bytes
    assert (model.published, store.verify("small")) == (small, [])
    assert [path.name for path in store.folder.iterdir() if path.suffix != ".lock"] == ["small"]
    hub.asked.clear()
    assert fetch(small, store, Route(hub.url)) == model
    assert hub.asked == []


def test_two_at_once_fetch_it_once(hub: Hub, small: Published, store: ModelStore) -> None:
    with ThreadPoolExecutor(3) as pool:
        found = list(pool.map(lambda _: fetch(small, store, Route(hub.url)), range(3)))
    assert found[0] == found[1] == found[2]
    assert len(hub.asked) == len(small.files)


def test_a_connection_that_breaks_goes_on_where_it_was(hub: Hub, small: Published, store: ModelStore) -> None:
    hub.breaks = 4
    fetch(small, store, Route(hub.url))
    ranges = [wanted for path, wanted in hub.asked if path.endswith("model.bin")]
    assert ranges[:5] == [None, *(f"bytes={n}000000-" for n in (1, 2, 3, 4))]


def test_another_day_goes_on_with_what_has_arrived(hub: Hub, small: Published, store: ModelStore) -> None:
    hub.breaks, hub.breaks_after = 1_000, 1_000_000
    served, hub.folder = hub.folder, hub.folder / "gone"
    with pytest.raises(WeightsUnavailable):
        fetch(small, store, Route(hub.url))
    hub.folder, hub.breaks = served, 0
    part = store.folder / f".small-{REVISION[:8]}.part"
    (part / "model.bin").write_bytes((served / "model.bin").read_bytes()[:5_000_000])
    seen: list[int] = []
    fetch(small, store, Route(hub.url), seen.append)
    assert ("bytes=5000000-") in [wanted for _, wanted in hub.asked]
    assert sum(seen) == small.size_bytes
    assert store.verify("small") == []


def test_a_server_without_ranges_begins_anew(hub: Hub, small: Published, store: ModelStore) -> None:
    hub.ranges, hub.breaks = False, 1
    seen: list[int] = []
    fetch(small, store, Route(hub.url), seen.append)
    assert store.verify("small") == []
    assert sum(seen) == small.size_bytes


def test_a_file_that_is_not_what_was_published_is_not_kept(
    hub: Hub, small: Published, store: ModelStore, tmp_path: Path
) -> None:
    served = tmp_path / "served"
    served.mkdir()
    for path in hub.folder.iterdir():
        (served / path.name).write_bytes(path.read_bytes())
    (served / "config.json").write_bytes((served / "config.json").read_bytes()[:-2] + b" }")
    good, hub.folder = hub.folder, served
    with pytest.raises(UnfitModel) as caught:
        fetch(small, store, Route(hub.url))
    assert (caught.value.why, caught.value.detail) == (Unfit.CHANGED, "config.json")
    assert store.all() == []
    hub.folder = good
    hub.asked.clear()
    fetch(small, store, Route(hub.url))
    assert [path.rsplit("/", 1)[1] for path, _ in hub.asked] == ["config.json"]


@pytest.mark.parametrize("size", [10, 10**8])
def test_a_file_of_another_length_ends_the_try(hub: Hub, small: Published, store: ModelStore, size: int) -> None:
    """Too short is no reason to ask for ever, too long none to fill the disk."""
    changed = {name: sum_of(hub.folder / name) for name in small.files}
    changed["config.json"] = type(changed["config.json"])(size, changed["config.json"].sha256)
    other = Published("small", small.repository, REVISION, "MIT", 99, changed)
    with pytest.raises((UnfitModel, WeightsUnavailable)):
        fetch(other, store, Route(hub.url))
    assert len(hub.asked) < 20


def test_an_unreachable_hub_is_said(small: Published, store: ModelStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "PAUSE", 0.0)
    for route in (Route("http://127.0.0.1:1"), Route("no address"), Route("http://x.invalid", "http://127.0.0.1:1")):
        with pytest.raises(WeightsUnavailable):
            fetch(small, store, route)
