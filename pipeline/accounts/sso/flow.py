"""One signing-in, from the button to the session: what has to be remembered meanwhile stands in a signed cookie."""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from authlib.common.security import generate_token
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

from pipeline.accounts import audit, sessions
from pipeline.accounts.sessions import SignedIn
from pipeline.accounts.sso.errors import Refused
from pipeline.accounts.sso.people import person_of
from pipeline.accounts.sso.provider import Identity, Provider
from pipeline.language import N_, Words, _
from pipeline.storage.database import Database

LASTS = 600  # seconds
STALE = N_("这次登录不是从这个浏览器开始的，或开始得太久了，请重新登录")
_ALGORITHM = "HS256"
_DENIED = Words({"access_denied": "您在单位登录页面取消了登录，或没有使用本系统的权限"})


@dataclass(frozen=True, slots=True)
class Flow:
    """Where the browser goes, and the ``cookie`` that it keeps until it comes back."""

    address: str
    cookie: str


def begin(provider: Provider, redirect_uri: str, then: str) -> Flow:
    """``then`` is the page to show afterwards. Raises Refused."""
    state, nonce, verifier = secrets.token_urlsafe(24), secrets.token_urlsafe(24), generate_token(64)
    kept = {
        "state": state,
        "nonce": nonce,
        "verifier": verifier,
        "then": then,
        "redirect": redirect_uri,
        "exp": int(time.time()) + LASTS,
    }
    address = provider.address(redirect_uri, state, nonce, verifier)
    return Flow(address, jwt.encode({"alg": _ALGORITHM}, kept, _key(provider)))


def finish(
    provider: Provider, database: Database, cookie: str | None, answer: Mapping[str, str]
) -> tuple[SignedIn, str]:
    """The new session, and the page to show. ``answer`` is what the provider added to the address.

    Raises Refused where it does not belong to ``cookie``, the provider refused, or its person has no place here.
    """
    kept = _kept(provider, cookie)
    if not secrets.compare_digest(str(kept["state"]).encode(), answer.get("state", "").encode()):
        raise Refused(_(STALE))
    if "error" in answer or not answer.get("code"):
        raise Refused(_DENIED.get(answer.get("error", ""), _("单位登录服务拒绝了这次登录，请联系管理员")))
    found = provider.identity(answer["code"], kept["redirect"], kept["nonce"], kept["verifier"])
    return _signed_in(provider, database, found), str(kept["then"])


def _signed_in(provider: Provider, database: Database, found: Identity) -> SignedIn:
    with database.writing() as session:
        user = person_of(session, provider.arrangement, found)
        audit.note(session, user.id, "user.signed_in", "user", user.id, by="sso")
        return sessions.start(session, user)


def _kept(provider: Provider, cookie: str | None) -> Mapping[str, Any]:
    try:
        claims = jwt.decode(cookie or "", _key(provider), algorithms=[_ALGORITHM]).claims
    except (JoseError, ValueError):
        raise Refused(_(STALE)) from None
    if int(claims.get("exp", 0)) < time.time():
        raise Refused(_(STALE))
    return claims


def _key(provider: Provider) -> OctKey:
    """Of this arrangement alone: known to every process of this service, and to nobody else."""
    said = f"tingjian sign-in\0{provider.arrangement.issuer}\0{_secret(provider)}"
    return OctKey.import_key(hashlib.sha256(said.encode()).digest())


_own = secrets.token_hex(32)


def _secret(provider: Provider) -> str:
    """Without a secret of the client one of this process."""
    return provider.arrangement.client_secret or _own
