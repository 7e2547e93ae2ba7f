"""Passwords: hashed with argon2id, never kept, never logged."""

from __future__ import annotations

import secrets
import threading
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from zxcvbn import zxcvbn

from pipeline.accounts.errors import BadAccount
from pipeline.language import _

SHORTEST, LONGEST = 10, 200  # characters
TELLING_NAME = 4  # letters: a shorter name may be in any password by chance
LONGEST_JUDGED = 40  # characters: judging takes long, and so many are hardly guessed
FEWEST_GUESSES = 1e8
_hasher = PasswordHasher()
_at_once = threading.BoundedSemaphore(2)  # each takes 64 MiB: a flood of sign-ins must not take all memory


def hash_password(password: str, name: str = "") -> str:
    """The argon2 hash to keep; raises BadAccount where the password is too easy to guess."""
    _check(password, name)
    with _at_once:
        return _hasher.hash(password)


def verify(password_hash: str | None, password: str) -> bool:
    """Whether the password is right; takes as long where there is no such user (``password_hash`` is None)."""
    with _at_once:
        try:
            return _hasher.verify(password_hash or _nobody(), password) and password_hash is not None
        except (VerificationError, InvalidHashError):
            return False


def generate() -> str:
    """A password that nobody guesses: 16 letters and digits, 95 bits."""
    letters = "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # none that look alike
    return "".join(secrets.choice(letters) for _ in range(16))


def _check(password: str, name: str) -> None:
    if not SHORTEST <= len(password) <= LONGEST:
        raise BadAccount(_("密码应为 %(shortest)s 到 %(longest)s 个字符", shortest=SHORTEST, longest=LONGEST))
    gives_away = len(name) >= TELLING_NAME and name.casefold() in password.casefold()
    if len(set(password)) < 5 or gives_away:
        raise BadAccount(_("密码过于简单：请勿重复少数几个字符，也不要包含用户名"))
    if _guesses(password, name) < FEWEST_GUESSES:
        raise BadAccount(_("密码太常见，容易被猜到：请用几个不相干的词，或随机的字母和数字"))


def _guesses(password: str, name: str) -> float:
    """Roughly how many passwords somebody tries before this one, who has lists of the usual ones and of words."""
    known = [name, "tingjian", "听鉴", "质检", "zhijian"]
    return float(zxcvbn(password[:LONGEST_JUDGED], user_inputs=known)["guesses"])


@cache
def _nobody() -> str:
    return _hasher.hash(secrets.token_urlsafe(16))
