"""Figures for Prometheus: counts and durations by route, never names, ids or texts."""

from __future__ import annotations

import time
from collections.abc import Iterator

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from sqlalchemy import func, select
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pipeline.storage import Database
from pipeline.storage.tables import CallRow, CallState, DeliveryRow, JobRow, utc_now

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Metrics:
    """The figures of one application."""

    def __init__(self, database: Database) -> None:
        self._registry = CollectorRegistry()
        self.seconds = Histogram(
            "tingjian_request_seconds", "Time to the end of the answer", ["method", "route"], registry=self._registry
        )
        self.answers = Counter(
            "tingjian_requests", "Answers by status", ["method", "route", "status"], registry=self._registry
        )
        self.under_way = Gauge("tingjian_requests_under_way", "Requests being answered", registry=self._registry)
        self._registry.register(_StoreFigures(database))

    def text(self) -> bytes:
        return generate_latest(self._registry)


class _StoreFigures:
    """Read from the store whenever somebody looks."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def describe(self) -> Iterator[GaugeMetricFamily]:
        return iter(())

    def collect(self) -> Iterator[GaugeMetricFamily]:
        with self._database.reading() as session:
            calls = dict(session.execute(select(CallRow.state, func.count()).group_by(CallRow.state)).all())
            jobs = dict(session.execute(select(JobRow.state, func.count()).group_by(JobRow.state)).all())
            oldest = session.scalar(select(func.min(CallRow.created_at)).where(CallRow.state == CallState.QUEUED))
            waiting = select(func.count()).select_from(DeliveryRow).where(DeliveryRow.state == "waiting")
            deliveries = session.scalar(waiting) or 0
        yield _by_state("tingjian_calls", "Calls by state", {state: calls.get(state, 0) for state in CallState})
        yield _by_state("tingjian_jobs", "Jobs by state", jobs)
        age = (utc_now() - oldest).total_seconds() if oldest else 0.0
        yield GaugeMetricFamily("tingjian_queue_age_seconds", "Age of the oldest call that waits", value=age)
        yield GaugeMetricFamily("tingjian_webhook_deliveries_waiting", "Notices not delivered yet", value=deliveries)


def _by_state(name: str, help: str, counts: dict[str, int]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, help, labels=["state"])
    for state, count in counts.items():
        family.add_metric([str(state)], count)
    return family


class Timing:
    """Measures every request. Addresses that are no route count together: their number must stay bounded."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        metrics: Metrics = scope["app"].state.metrics
        status, began = 500, time.perf_counter()

        async def watching(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            with metrics.under_way.track_inprogress():
                await self.app(scope, receive, watching)
        finally:
            method = scope["method"] if scope["method"] in _METHODS else "other"
            route = getattr(scope.get("route"), "path", "none")
            metrics.seconds.labels(method, route).observe(time.perf_counter() - began)
            metrics.answers.labels(method, route, str(status)).inc()
