"""Talks to the provider: where it is, which keys it signs with, what its token says; nothing is believed unchecked."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx2 as httpx
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.httpx_client import OAuth2Client
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import ClaimError, ExpiredTokenError, InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from pipeline.accounts.sso.arrangement import Arrangement
from pipeline.accounts.sso.errors import Refused
from pipeline.language import N_, Words, _

log = logging.getLogger(__name__)
TIMEOUT = 10.0  # seconds
KNOWN_FOR = 600.0  # seconds that what the provider says of itself is not asked again
LEEWAY = 60  # seconds that clocks may differ
SIGNED_BY = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"})
UNREACHABLE = N_("连不上单位登录服务，请稍后再试；如反复出现，请联系管理员")
_WRONG = Words(
    {
        "iss": "登录令牌不是设置里的单位登录服务签发的",
        "aud": "登录令牌不是发给本系统的",
        "azp": "登录令牌不是发给本系统的",
        "nonce": "登录令牌与这次登录不符，请重新登录",
        "exp": "登录令牌已过期，请重新登录；如反复出现，请检查服务器时间",
        "iat": "登录令牌的签发时间不对，请检查服务器时间",
        "nbf": "登录令牌还没有生效，请检查服务器时间",
        "at_hash": "登录令牌与访问令牌不符",
    }
)


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the provider says it is: ``subject`` never changes, the other claims may."""

    issuer: str
    subject: str
    claims: Mapping[str, Any]


class Provider:
    """One provider; safe to use from many threads. Every trouble is a Refused, in words."""

    def __init__(self, arrangement: Arrangement, transport: httpx.BaseTransport | None = None) -> None:
        self.arrangement, self._transport = arrangement, transport
        self._lock = threading.Lock()
        self._metadata: dict[str, Any] | None = None
        self._keys: KeySet | None = None
        self._asked = 0.0

    def address(self, redirect_uri: str, state: str, nonce: str, verifier: str) -> str:
        """Where the browser is to go to sign in."""
        endpoint = self._known()["authorization_endpoint"]
        with self._client(redirect_uri) as client:
            url, _state = client.create_authorization_url(endpoint, state=state, nonce=nonce, code_verifier=verifier)
        return str(url)

    def identity(self, code: str, redirect_uri: str, nonce: str, verifier: str) -> Identity:
        """Exchange the code, and check the token that comes back for it."""
        token = self._exchanged(code, redirect_uri, verifier)
        if not isinstance(token.get("id_token"), str):
            raise Refused(_("单位登录服务没有给出登录令牌，请管理员检查设置（scope 要有 openid）"))
        claims = self._checked(token, nonce)
        return Identity(self.arrangement.issuer, str(claims["sub"]), {**self._more(token, claims), **claims})

    def _exchanged(self, code: str, redirect_uri: str, verifier: str) -> dict[str, Any]:
        endpoint = self._known()["token_endpoint"]
        try:
            with self._client(redirect_uri) as client:
                return dict(client.fetch_token(endpoint, code=code, code_verifier=verifier))
        except AuthlibBaseError as error:
            log.warning("the sign-in provider refused the code (%s)", error.error)
            raise Refused(_("单位登录服务不认这次登录，请重新登录")) from None
        except (httpx.HTTPError, ValueError) as error:
            raise self._unreachable(error) from None

    def _checked(self, token: Mapping[str, Any], nonce: str) -> dict[str, Any]:
        try:
            decoded = self._decoded(token["id_token"])
            wanted = self.arrangement
            options: Any = {
                "iss": {"essential": True, "value": wanted.issuer},
                "aud": {"essential": True, "value": wanted.client_id},
            }
            given = {"nonce": nonce, "client_id": wanted.client_id, "access_token": token.get("access_token")}
            claims = CodeIDToken(decoded.claims, decoded.header, options, given)
            claims.validate(leeway=LEEWAY)
        except ExpiredTokenError:
            raise Refused(_WRONG["exp"]) from None
        except ClaimError as error:
            raise Refused(_WRONG.get(error.claim, _("登录令牌里的 %(claim)s 不对", claim=error.claim))) from None
        except (JoseError, ValueError) as error:
            log.warning("a sign-in token does not count (%s)", type(error).__name__)
            raise Refused(_("登录令牌的签名无效，不能登录")) from None
        return dict(claims)

    def _decoded(self, token: str) -> jwt.Token:
        """By the provider's keys; asked for again where it signs with one that is new."""
        registry = JWSRegistry(algorithms=self._algorithms(), strict_check_header=False)
        try:
            return jwt.decode(token, self._key_set(), registry=registry)
        except InvalidKeyIdError:
            return jwt.decode(token, self._key_set(anew=True), registry=registry)

    def _algorithms(self) -> list[str]:
        """Those with a public key: nobody can sign with what everybody knows."""
        told = self._known().get("id_token_signing_alg_values_supported") or ["RS256"]
        return [name for name in told if name in SIGNED_BY] or ["RS256"]

    def _more(self, token: Mapping[str, Any], claims: Mapping[str, Any]) -> dict[str, Any]:
        """What only the user-info endpoint tells; it must speak of the same person."""
        endpoint, access = self._known().get("userinfo_endpoint"), token.get("access_token")
        if not endpoint or not access:
            return {}
        try:
            told = self._get(str(endpoint), {"Authorization": f"Bearer {access}"})
        except Refused:
            return {}
        return told if told.get("sub") == claims["sub"] else {}

    def _known(self) -> dict[str, Any]:
        with self._lock:
            if self._metadata is None or time.monotonic() - self._asked > KNOWN_FOR:
                self._metadata, self._keys, self._asked = self._discovered(), None, time.monotonic()
            return self._metadata

    def _discovered(self) -> dict[str, Any]:
        issuer = self.arrangement.issuer
        told = self._get(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
        if told.get("issuer") != issuer:
            raise Refused(_("单位登录服务自称的签发者与设置（TINGJIAN_SSO_ISSUER）不一致，不能登录"))
        if not all(isinstance(told.get(f"{name}_endpoint"), str) for name in ("authorization", "token")):
            raise Refused(_("单位登录服务没有说明登录地址，请管理员检查 TINGJIAN_SSO_ISSUER"))
        return told

    def _key_set(self, anew: bool = False) -> KeySet:
        address = str(self._known().get("jwks_uri", ""))
        with self._lock:
            if self._keys is None or anew:
                self._keys = KeySet.import_key_set(self._get(address))  # type: ignore[arg-type]
            return self._keys

    def _get(self, url: str, headers: Mapping[str, str] | None = None) -> dict[str, Any]:
        try:
            with httpx.Client(timeout=TIMEOUT, transport=self._transport, follow_redirects=False) as client:
                answer = client.get(url, headers=dict(headers or {})).raise_for_status().json()
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            raise self._unreachable(error) from None
        return answer if isinstance(answer, dict) else {}

    def _client(self, redirect_uri: str) -> OAuth2Client:
        wanted = self.arrangement
        return OAuth2Client(
            wanted.client_id,
            wanted.client_secret or None,
            scope=wanted.scopes,
            redirect_uri=redirect_uri,
            code_challenge_method="S256",
            timeout=TIMEOUT,
            token_endpoint_auth_method=self._method(),
            transport=self._transport,
        )

    def _method(self) -> str:
        if not self.arrangement.client_secret:
            return "none"
        told = self._known().get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        return "client_secret_basic" if "client_secret_basic" in told else "client_secret_post"

    @staticmethod
    def _unreachable(error: Exception) -> Refused:
        log.warning("the sign-in provider did not answer as it should (%s)", type(error).__name__)
        return Refused(_(UNREACHABLE))
