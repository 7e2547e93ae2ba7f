"""Every router, by name: one that is not listed here does not exist."""

from fastapi import APIRouter

from api.routers import auth, calls

ROUTERS: tuple[APIRouter, ...] = (auth.router, calls.router)

#: Paths (below the prefix) whose bodies are recordings, streamed to the disk by their own limits.
UPLOADS = ("/calls", "/calls/manifest")
