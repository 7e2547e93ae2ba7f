"""Which addresses may be called. A webhook must not reach what only this machine can reach (SSRF)."""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from pipeline.errors import TingjianError
from pipeline.language import _

_PORTS = {"http": 80, "https": 443}
_HIDDEN_IPV4 = (
    ipaddress.ip_network("64:ff9b::/96"),
    ipaddress.ip_network("64:ff9b:1::/48"),
    ipaddress.ip_network("2002::/16"),
    ipaddress.ip_network("2001::/32"),
)
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class BadWebhook(TingjianError):
    """It can't be kept, or must not be called: says why."""


@dataclass(frozen=True, slots=True)
class Target:
    """A checked address: connect to ``address`` and to nothing else, whatever the name means a moment later."""

    scheme: str
    host: str
    port: int
    path: str  # with the query
    address: str

    @property
    def name(self) -> str:
        """What the receiver is called in a request: its host, with the port where it is not the usual one."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"


def check(url: str, allow_private: bool) -> Target:
    """Where ``url`` leads now. Raises BadWebhook where it must not be called, or its host is unknown."""
    parts = _parts(url)
    host, port = parts.hostname or "", parts.port or _PORTS[parts.scheme]
    addresses = _resolved(host, port)
    if not allow_private and not all(is_public(address) for address in addresses):
        raise BadWebhook(_("地址指向本机或内部网络，不允许作为 Webhook（见 TINGJIAN_WEBHOOK_ALLOW_PRIVATE）"))
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme, host, port, path, str(addresses[0]))


def is_public(address: Address) -> bool:
    """Whether the address belongs to the open internet, also where it is an IPv4 one in disguise."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return is_public(address.ipv4_mapped)
        if address.is_site_local or any(address in network for network in _HIDDEN_IPV4):
            return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def _parts(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        usable = parts.scheme in _PORTS and parts.hostname and (parts.port is None or parts.port > 0)
        plain = url.isascii() and url.isprintable() and " " not in url and "\\" not in url
    except ValueError:
        usable = plain = False
    if not usable or not plain:
        raise BadWebhook(_("地址应为完整的 http:// 或 https:// 网址"))
    if parts.username or parts.password or parts.fragment:
        raise BadWebhook(_("地址中不能有用户名、密码或 #"))
    return parts


def _resolved(host: str, port: int) -> list[Address]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        addresses = [ipaddress.ip_address(str(entry[4][0]).partition("%")[0]) for entry in found]
    except (OSError, UnicodeError, ValueError):
        raise BadWebhook(_("找不到这个地址的主机")) from None
    if not addresses:
        raise BadWebhook(_("找不到这个地址的主机"))
    return addresses
