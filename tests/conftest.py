"""Fixtures that several parts' tests share."""

import signal

from tests.databases import database, database_url

if (
    signal.getsignal(signal.SIGINT) is signal.SIG_IGN
):  # started in the background: what we start would ignore Ctrl-C, too
    signal.signal(signal.SIGINT, signal.default_int_handler)

__all__ = ["database", "database_url"]
