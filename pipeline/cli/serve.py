"""``tingjian serve``."""

from __future__ import annotations

from pipeline.cli.console import say
from pipeline.settings import load_settings


def serve_command(host: str, port: int, worker: bool) -> int:
    """Serve until Ctrl-C; returns the exit status."""
    from api.server.serve import serve  # the other commands need no web server

    serve(load_settings(), host, port, worker, say)
    return 0
