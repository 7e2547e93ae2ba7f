"""``tingjian serve``: the API and the pages on one address."""

from __future__ import annotations

import signal
import socket
from collections.abc import Callable
from types import FrameType

import uvicorn
from fastapi import FastAPI

from api.main import create_app
from api.server.masked_texts import MaskedTexts
from api.server.patience import PatientProtocol
from api.server.worker import Worker
from pipeline.background import Background
from pipeline.dispatch import Dispatching
from pipeline.dispatch import server as prefect_server
from pipeline.errors import TingjianError, cause
from pipeline.inbox.mail import deliver_mails
from pipeline.settings import Settings
from pipeline.webhooks import Deliveries

GRACE = 10  # seconds that answers under way may take when the service stops
BACKLOG = 2048


class AddressInUse(TingjianError):
    """The address can't be listened on."""

    def __init__(self, host: str, port: int, error: OSError) -> None:
        reason = "端口已被占用" if error.errno in (98, 48, 10048) else cause(error)
        super().__init__(f"无法监听 {host}:{port}（{reason}），可用 --port 换一个端口")


def serve(settings: Settings, host: str, port: int, with_worker: bool, say: Callable[[str], None]) -> None:
    """Answer until SIGINT or SIGTERM. Raises AddressInUse, StoreError."""
    listening = _listen(host, port)
    with listening:
        app = create_app(settings)
        beside: list[Background | Worker] = [
            Deliveries(app.state.database, settings, deliver_mails),
            MaskedTexts(app.state.database, app.state.lexicon.current()),
            *([Dispatching(app.state.database, url)] if (url := prefect_server()) else []),
            *([Worker()] if with_worker else []),
        ]
        server = _Server(_config(app), lambda: say(f"听鉴已启动：{_address(listening)}（Ctrl-C 停止）"))
        signal.signal(signal.SIGTERM, _end)  # uvicorn passes it on when it has stopped: then the helpers must stop, too
        for helper in beside:
            helper.start()
        try:
            server.run([listening])
        finally:
            for helper in beside:
                helper.stop()
            app.state.database.close()


def _end(number: int, frame: FrameType | None) -> None:
    raise SystemExit(0)


class _Server(uvicorn.Server):
    """Says so when it answers."""

    def __init__(self, config: uvicorn.Config, started: Callable[[], None]) -> None:
        super().__init__(config)
        self._say_started = started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._say_started()


def _config(app: FastAPI) -> uvicorn.Config:
    """No log of requests: addresses hold ids; the trail and the metrics say what is needed."""
    proxies = app.state.settings.trusted_proxies
    return uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        ws="none",
        backlog=BACKLOG,
        timeout_graceful_shutdown=GRACE,
        timeout_keep_alive=30,
        http=PatientProtocol,
        proxy_headers=bool(proxies),
        forwarded_allow_ips=proxies.split(","),
    )


def _listen(host: str, port: int) -> socket.socket:
    """A socket of our own: the port is known (0 takes a free one), and an address in use is told before anything
    else is started."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(BACKLOG)
    except OSError as error:
        listening.close()
        raise AddressInUse(host, port, error) from error
    listening.set_inheritable(False)
    return listening


def _address(listening: socket.socket) -> str:
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
