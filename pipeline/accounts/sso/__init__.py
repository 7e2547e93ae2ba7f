"""Signing in with an organisation's own accounts, over OpenID Connect."""

from pipeline.accounts.sso.arrangement import Arrangement
from pipeline.accounts.sso.errors import Refused
from pipeline.accounts.sso.flow import Flow, begin, finish
from pipeline.accounts.sso.provider import Identity, Provider

__all__ = ["Arrangement", "Flow", "Identity", "Provider", "Refused", "begin", "finish"]
