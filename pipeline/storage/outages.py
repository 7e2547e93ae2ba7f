"""What may be over in a moment - a database that restarts, a full disk - and what no waiting heals."""

from __future__ import annotations

import errno

from pipeline.errors import TingjianError
from pipeline.language import _
from pipeline.storage.database import is_passing as database_is_back_soon
from pipeline.storage.errors import NotInStore, StoreError

DELAYS = (1.0, 2.0, 5.0, 10.0, 15.0, 30.0)  # seconds between tries: a minute in all
LATER = 60.0  # seconds until a call that could not be worked on in that time is tried again
_HEALS = frozenset(
    {
        errno.ENOSPC,
        errno.EDQUOT,
        errno.EIO,
        errno.EMFILE,
        errno.ENFILE,
        errno.ENOMEM,
        errno.EAGAIN,
        errno.ETIMEDOUT,
        errno.ECONNREFUSED,
        errno.ECONNRESET,
        errno.EPIPE,
        errno.EHOSTUNREACH,
        errno.ENETUNREACH,
        errno.ESTALE,
    }
)


class NotNow(TingjianError):
    """The store could not be used just now. Holds a kind only: others keep and show the text of this error."""

    def __init__(self, error: BaseException) -> None:
        super().__init__(_("存储暂时不可用（%(type)s）", type=type(error).__name__))


def will_heal(error: BaseException | None) -> bool:
    """Whether waiting may help: it is the store's trouble or the machine's, not the recording's."""
    if error is None or isinstance(error, NotInStore):
        return False
    if isinstance(error, (NotNow, ConnectionError, TimeoutError)) or database_is_back_soon(error):
        return True
    if isinstance(error, OSError):
        return error.errno in _HEALS
    return isinstance(error, StoreError) and will_heal(error.__cause__)
