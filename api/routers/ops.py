"""For those who run the service: is it alive, is it ready, how is it doing."""

from __future__ import annotations

import hmac
import ipaddress

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST
from sqlalchemy import select

from api.deps import DatabaseDep, SettingsDep
from pipeline.accounts.errors import NotAllowed
from pipeline.language import _
from pipeline.storage.errors import StoreError
from pipeline.storage.migrate import current, head

router = APIRouter(tags=["运行"])


@router.get("/healthz")
async def healthz() -> dict[str, str]:
    """The process answers, however busy it is: this needs no thread, no slot and no database."""
    return {"status": "ok"}


@router.get("/readyz")
def readyz(database: DatabaseDep) -> dict[str, str]:
    """The store answers, and its tables are those of this version; else 503."""
    database.check_there()
    with database.engine.connect() as connection:
        connection.execute(select(1))
        if current(connection) != head():
            raise StoreError(_("数据库的版本与程序不符"))
    return {"status": "ready"}


@router.get("/metrics", response_class=Response, responses={200: {"content": {"text/plain": {}}}})
def metrics(request: Request, settings: SettingsDep) -> Response:
    """Figures for Prometheus: from this machine, or with the token of TINGJIAN_METRICS_TOKEN."""
    if not (_is_here(request) or _has_token(request, settings.metrics_token)):
        raise NotAllowed(_("只能从本机或用 TINGJIAN_METRICS_TOKEN 读取"))
    return Response(request.app.state.metrics.text(), media_type=CONTENT_TYPE_LATEST)


def _is_here(request: Request) -> bool:
    """Asked by this machine itself, and not by a proxy for somebody else."""
    passed_on = any(name in request.headers for name in ("x-forwarded-for", "forwarded", "x-real-ip"))
    try:
        here = request.client is not None and ipaddress.ip_address(request.client.host).is_loopback
    except ValueError:
        here = False
    return here and not passed_on


def _has_token(request: Request, token: str) -> bool:
    given = request.headers.get("authorization", "").removeprefix("Bearer ")
    return bool(token) and hmac.compare_digest(token.encode(), given.encode("utf-8", "surrogatepass"))
