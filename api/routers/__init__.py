"""Every router, by name: one that is not listed here does not exist."""

from fastapi import APIRouter

from api.routers import (
    agents,
    appeals,
    assignments,
    audio,
    audit,
    auth,
    calls,
    cases,
    coaching,
    inbox,
    jobs,
    lexicon,
    notes,
    ops,
    quality,
    quarters,
    reports,
    reviews,
    rules,
    searches,
    tokens,
    uploads,
    users,
    webhooks,
)

ROUTERS: tuple[APIRouter, ...] = (
    auth.router,
    users.router,
    tokens.router,
    audit.router,
    uploads.router,
    calls.router,
    searches.router,
    audio.router,
    jobs.router,
    webhooks.router,
    reports.router,
    lexicon.router,
    rules.router,
    reviews.router,
    notes.router,
    appeals.router,
    quality.router,
    coaching.router,
    assignments.router,
    agents.router,
    inbox.router,
    cases.router,
    quarters.router,
)

#: Routers outside the prefix.
PLAIN_ROUTERS: tuple[APIRouter, ...] = (ops.router,)

#: Paths (below the prefix) whose bodies are recordings, streamed to the disk by their own limits.
UPLOADS = ("/calls", "/calls/manifest")

#: Paths (below the prefix) that wait for other processes or for their turn: they hold no slot meanwhile, but have
#: limits of their own; and such paths outside the prefix.
OUTSIDE_SLOTS = (
    *UPLOADS,
    "/lexicon/dry-runs",
    "/lexicon/dry-runs/upload",
    "/lexicon/adoptions",
    "/auth/sign-in",
    "/users/me/password",
)
PLAIN_OUTSIDE_SLOTS = ("/healthz", "/sign-in", "/sso/start", "/sso/callback")
