"""Why somebody is not let in, in words that help its owner and no guesser."""

from __future__ import annotations

import math

from pipeline.errors import TingjianError
from pipeline.language import _, _n


class NotSignedIn(TingjianError):
    """Nobody known asks: no session or token, or one that ended."""

    def __init__(self, problem: str = "") -> None:
        super().__init__(problem or _("请先登录"))


class WrongPassword(NotSignedIn):
    """The same for an unknown name, a wrong password and a disabled user."""

    def __init__(self) -> None:
        super().__init__(_("用户名或密码不正确"))


class ElsewhereOnly(WrongPassword):
    """The password is right, and not the way in."""

    def __init__(self) -> None:
        NotSignedIn.__init__(self, _("请用单位账号登录；只有管理员可以用密码登录"))


class NotAllowed(TingjianError):
    """Known, but this is not theirs to do."""

    def __init__(self, problem: str = "") -> None:
        super().__init__(problem or _("您的角色没有这项权限"))


class TooManyAttempts(TingjianError):
    """Too many wrong passwords of late; ``wait`` is in seconds."""

    def __init__(self, wait: float) -> None:
        shown = _n("%(num)s 秒", math.ceil(wait)) if wait < 60 else _n("%(num)s 分钟", math.ceil(wait / 60))
        super().__init__(_("登录失败次数过多，请 %(wait)s后再试", wait=shown))
        self.wait = wait


class BadAccount(TingjianError):
    """A user, password or token can't be made like this; says what is wrong with it."""
