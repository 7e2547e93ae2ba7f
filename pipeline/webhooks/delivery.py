"""Deliver what is due, with growing pauses between attempts; give up after days.

Each receiver has a thread of its own and each delivery a deadline for all of it, so that a receiver that answers
slowly, or never, keeps nobody else waiting.
"""

from __future__ import annotations

import json
import logging
import ssl
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, partial

import anyio
import anyio.to_thread
import httpx
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session
from standardwebhooks import Webhook

from pipeline.background import Background
from pipeline.settings import Settings
from pipeline.storage import Database
from pipeline.storage.lease import Lease, unclaimed
from pipeline.storage.tables import DeliveryRow, WebhookRow, utc_now
from pipeline.webhooks.targets import BadWebhook, Target, check

log = logging.getLogger(__name__)
SECONDS = 10.0  # for one delivery, from the question for the receiver's address to its answer
ROUND = 10.0  # seconds in which further notices of one receiver are begun
RECEIVERS = 16  # that are served at once
EVERY = 5.0  # seconds between looks at what is due
PAUSES = (60, 300, 1800, 7200, 21_600, 43_200, 86_400, 86_400)  # seconds; then it is given up
_HELD = Lease("", 3 * SECONDS)  # nobody else tries meanwhile


class Deliveries(Background):
    """A thread that looks every few seconds; what it is doing when the process ends is tried again later. ``others``
    are delivered by it, too: mail."""

    def __init__(self, database: Database, settings: Settings, *others: Callable[[Database, Settings], int]) -> None:
        super().__init__("webhooks", EVERY)
        self._database, self._settings, self._all = database, settings, (deliver_due, *others)

    def once(self) -> float:
        for deliver in self._all:
            try:
                deliver(self._database, self._settings)
            except Exception as error:  # the database may be back the next time
                log.error("%s failed: %s", deliver.__name__, type(error).__name__)
        return EVERY


def deliver_due(database: Database, settings: Settings, seconds: float = SECONDS) -> int:
    """Try what is due, each delivery for ``seconds`` at most; returns how many arrived. Several processes may call
    it at once. Returns after ROUND + ``seconds`` at the latest; what is left then is still due."""
    with database.reading() as session:
        any_of_them = _waiting(DeliveryRow.webhook_id).group_by(DeliveryRow.webhook_id).order_by(func.random())
        receivers = session.scalars(any_of_them.limit(RECEIVERS)).all()
    if not receivers:
        return 0
    drain = partial(_drain, database, settings, seconds, time.monotonic() + ROUND)
    with ThreadPoolExecutor(len(receivers), thread_name_prefix="webhook") as pool:
        return sum(pool.map(drain, receivers))


@dataclass(frozen=True, slots=True)
class _Due:
    """A delivery that this process tries now."""

    id: int
    url: str
    secret: str
    event: str
    body: str


def _drain(database: Database, settings: Settings, seconds: float, until: float, webhook_id: int) -> int:
    """One notice of a receiver after the other, until one does not arrive; how many did."""
    arrived = 0
    while time.monotonic() < until:
        with database.writing() as session:
            due = _take(session, webhook_id)
        if due is None:
            break
        problem = anyio.run(_try, due, settings.webhook_allow_private, seconds)
        with database.writing() as session:
            _note(session, due.id, problem)
        if problem is not None:
            break
        arrived += 1
    return arrived


def _waiting(*columns: object) -> Select:  # type: ignore[type-arg]
    return select(*columns).where(DeliveryRow.state == "waiting", DeliveryRow.due_at <= utc_now())  # type: ignore[call-overload, no-any-return]


def _take(session: Session, webhook_id: int) -> _Due | None:
    own = _waiting(DeliveryRow).where(DeliveryRow.webhook_id == webhook_id)
    oldest = own.order_by(DeliveryRow.due_at, DeliveryRow.id)
    row = unclaimed(session, oldest)
    if row is None:
        return None
    row.attempts += 1
    row.due_at = _HELD.until()
    hook = session.get_one(WebhookRow, webhook_id)
    body = {"id": row.id, "event": row.event, "created_at": row.created_at.isoformat(), "data": row.payload}
    return _Due(row.id, hook.url, hook.secret, row.event, json.dumps(body, ensure_ascii=False))


def _note(session: Session, delivery_id: int, problem: str | None) -> None:
    row = session.get(DeliveryRow, delivery_id)
    if row is None:  # its webhook was deleted meanwhile
        return
    row.last_error = problem
    if problem is None:
        row.state, row.delivered_at = "delivered", utc_now()
    elif row.attempts > len(PAUSES):
        row.state = "given_up"
        log.warning("delivery %d given up after %d attempts: %s", row.id, row.attempts, problem)
    else:
        row.due_at = utc_now() + timedelta(seconds=PAUSES[row.attempts - 1])


async def _try(due: _Due, allow_private: bool, seconds: float) -> str | None:
    """A short code of what went wrong, None where it arrived."""
    try:
        with anyio.fail_after(seconds):
            find = partial(check, due.url, allow_private)
            target = await anyio.to_thread.run_sync(find, abandon_on_cancel=True)
            status = await _post(target, due.body.encode(), headers(due.id, due.event, due.secret, due.body, utc_now()))
    except BadWebhook:
        return "address"
    except (TimeoutError, httpx.TimeoutException):
        return "timeout"
    except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
        return "tls" if _is_tls(error) else "connection"
    return None if 200 <= status < 300 else f"http_{status}"


def headers(delivery_id: int, event: str, secret: str, body: str, now: datetime) -> dict[str, str]:
    """Signed as Standard Webhooks describes (standardwebhooks.com), so that receivers verify with its libraries."""
    message = f"msg_{delivery_id}"
    key = secret.removeprefix("whsec_").translate(str.maketrans("-_", "+/"))  # older ones are spelled for URLs
    return {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "tingjian",
        "X-Tingjian-Event": event,
        "webhook-id": message,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(key).sign(message, now, body),
    }


async def _post(target: Target, body: bytes, headers: dict[str, str]) -> int:
    """The receiver's status; its answer is not read. Connects to the address that was checked; name and certificate
    stay those of the host. Redirects and proxies are not followed."""
    url = httpx.URL(scheme=target.scheme, host=target.address, port=target.port, raw_path=target.path.encode())
    named = headers | {"Host": target.name}
    async with (
        httpx.AsyncClient(verify=_certificates(), trust_env=False, timeout=None) as client,
        client.stream("POST", url, content=body, headers=named, extensions={"sni_hostname": target.host}) as answer,
    ):
        return answer.status_code


@cache
def _certificates() -> ssl.SSLContext:
    return ssl.create_default_context()


def _is_tls(error: BaseException | None) -> bool:
    while error is not None and not isinstance(error, ssl.SSLError):
        error = error.__cause__ or error.__context__
    return error is not None
