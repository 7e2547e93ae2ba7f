"""Fixtures that several parts' tests share."""

import signal

from hypothesis import settings

from tests.databases import bare_database_url, database, database_url

if (
    signal.getsignal(signal.SIGINT) is signal.SIG_IGN
):  # started in the background: what we start would ignore Ctrl-C, too
    signal.signal(signal.SIGINT, signal.default_int_handler)

settings.register_profile("tingjian", deadline=None)  # a busy machine is no fault of the code
if settings.get_current_profile_name() == "default":  # CI keeps Hypothesis's own profile: the same examples each time
    settings.load_profile("tingjian")

__all__ = ["bare_database_url", "database", "database_url"]
