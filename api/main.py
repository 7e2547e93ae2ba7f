"""The application: every router, every rule that holds for all of them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version
from typing import Any

from fastapi import APIRouter, FastAPI
from httpx import ASGITransport, AsyncClient

from api import errors, pages
from api.languages import Languages
from api.metrics import Metrics, Timing
from api.routers import OUTSIDE_SLOTS, PLAIN_OUTSIDE_SLOTS, PLAIN_ROUTERS, ROUTERS, UPLOADS
from api.schemas.problem import Problem
from api.security import BodyLimit, CatchUnexpected, KnownHosts, SecurityHeaders, Slots
from api.trail import Trail
from pipeline.accounts.sso import Arrangement, Provider
from pipeline.audio.limits import limits_of
from pipeline.lexicon import PackInUse
from pipeline.playback import Copies
from pipeline.settings import Settings
from pipeline.storage import Database, migrate
from pipeline.storage.recordings import RecordingStore

PREFIX = "/api/v1"
_ANSWERS: dict[int | str, dict[str, Any]] = {
    status: {"model": Problem, "description": text}
    for status, text in {
        401: "未登录",
        403: "没有权限",
        404: "没有找到",
        409: "状态冲突",
        413: "内容过大",
        422: "请求有误",
        503: "暂时无法服务",
    }.items()
}


def create_app(
    settings: Settings, database: Database | None = None, recordings: RecordingStore | None = None
) -> FastAPI:
    """The application over the store that ``settings`` name, or over the one that is given.

    Raises StoreError where the store can't be used.
    """
    app = FastAPI(
        title="听鉴 API",
        version=version("tingjian"),
        docs_url=None,
        redoc_url=None,
        lifespan=_lifespan,
        redirect_slashes=False,  # such a redirect would lead to whatever host the request names
        openapi_url=f"{PREFIX}/openapi.json",
        description="服务热线通话质量：录音、转写、评分、复核、申诉与辅导。",
    )
    hold(app, settings, database or _opened(settings), recordings or RecordingStore.of(settings))
    errors.install(app)
    router = APIRouter(prefix=PREFIX, responses=_ANSWERS)
    for part in ROUTERS:
        router.include_router(part)
    app.include_router(router)
    for part in PLAIN_ROUTERS:
        app.include_router(part)
    pages.install(app)  # adds the pages' routers, static files and app.state.error_page
    outside, uploads = (frozenset(f"{PREFIX}{path}" for path in paths) for paths in (OUTSIDE_SLOTS, UPLOADS))
    app.add_middleware(Slots, outside=outside.union(PLAIN_OUTSIDE_SLOTS))  # the last one added is the outermost
    app.add_middleware(BodyLimit, uploads=uploads)
    app.add_middleware(CatchUnexpected)
    app.add_middleware(KnownHosts)
    app.add_middleware(SecurityHeaders)
    app.add_middleware(Languages)
    app.add_middleware(Timing)
    return app


def _opened(settings: Settings) -> Database:
    database = Database.of(settings)
    migrate(database)
    return database


def hold(app: FastAPI, settings: Settings, database: Database, recordings: RecordingStore) -> None:
    """Make ``app`` stand on this store."""
    app.state.settings, app.state.database, app.state.recordings = settings, database, recordings
    arrangement = Arrangement.of(settings)
    app.state.sso = Provider(arrangement) if arrangement else None
    app.state.metrics = Metrics(database)
    app.state.copies = Copies(recordings, settings.data_dir.absolute() / "playback", limits=limits_of(settings))
    app.state.trail, app.state.lexicon = Trail(database), PackInUse(settings.lexicons)


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    await _warm_up(app)
    yield
    app.state.trail.close()


async def _warm_up(app: FastAPI) -> None:
    """The framework builds its routes at the first request: it had better not be a person's."""
    async with AsyncClient(transport=ASGITransport(app), base_url="http://localhost") as client:
        await client.get("/healthz")
