"""Every setting in one place: the environment, or a ``.env`` file in the working directory."""

from __future__ import annotations

from ipaddress import ip_network
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict

from pipeline.errors import SettingsError
from pipeline.language import N_

ROLES = ("reviewer", "trainer", "lead", "agent", "admin")
PROJECT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """Read from ``TINGJIAN_<NAME>``; see docs/settings.md, which a test keeps complete."""

    model_config = SettingsConfigDict(env_prefix="TINGJIAN_", env_file=".env", extra="ignore")

    data_dir: Path = Field(Path("data"), description="the store: database, recordings, reports")
    database_url: str = Field("", repr=False, description="PostgreSQL or SQLite; empty = a file in the data folder")
    recordings_url: str = Field("", description="fsspec address of kept recordings; empty = in the data folder")
    trusted_proxies: str = Field(
        "",
        description="reverse proxies whose X-Forwarded-For and -Proto count: "
        "addresses or networks, with commas; empty = none",
    )
    allowed_hosts: str = Field(
        "", description="names this service answers to, with commas, *.example.com too; empty = any"
    )
    metrics_token: str = Field("", repr=False, description="lets /metrics be read from other machines; empty = never")
    webhook_allow_private: bool = Field(False, description="webhooks may lead to this machine and to private networks")
    sso_issuer: str = Field("", description="single sign-on: the provider's OpenID Connect issuer; empty = none")
    sso_client_id: str = Field("", description="single sign-on: what this service is called there")
    sso_client_secret: str = Field("", repr=False, description="single sign-on: the client's secret")
    sso_redirect_url: str = Field(
        "", description="single sign-on: address of /sso/callback as browsers see it; empty = from the request"
    )
    sso_title: str = Field(N_("单位账号"), max_length=40, description="single sign-on: what the button calls it")
    sso_scopes: str = Field("openid profile email", description="single sign-on: scopes that are asked for")
    sso_role_claim: str = Field("groups", description="single sign-on: claim with the role, as realm_access.roles")
    sso_roles: str = Field("", description="single sign-on: what its values mean, as tj-qa=reviewer, tj-admin=admin")
    sso_name_claim: str = Field("preferred_username", description="single sign-on: claim with the account's name")
    sso_agent_claim: str = Field("", description="single sign-on: claim with an agent's number")
    sso_team_claim: str = Field("", description="single sign-on: claim with the team")
    sso_only: bool = Field(False, description="single sign-on: only administrators may sign in with a password")
    public_url: str = Field("", description="the address that people open, for links in mails")
    smtp_host: str = Field("", description="mail server; empty = no mail is sent")
    smtp_port: int = Field(587, ge=1, le=65_535, description="port of the mail server")
    smtp_security: Literal["starttls", "tls", "none"] = Field("starttls", description="encryption of mail in transit")
    smtp_user: str = Field("", description="name to sign in to the mail server with; empty = not at all")
    smtp_password: str = Field("", repr=False, description="its password")
    smtp_from: str = Field("tingjian@localhost", description="sender of mails")
    smtp_ca: Path | None = Field(
        None, description="certificates that mail servers are trusted by; empty = the system's"
    )
    appeal_days: int = Field(7, ge=1, le=365, description="days in which a published scorecard may be appealed")
    share_clips: bool = Field(True, description="clips of agents who have not decided may be examples to others")
    timezone: str = Field("Asia/Shanghai", description="time zone of manifests without one, and of days and weeks")
    vocabulary: Path | None = Field(None, description="further headings of manifests, values and speakers (YAML)")
    file_name: str = Field("", description="what recorders tell in file names: patterns, with semicolons")
    channels: str = Field("", description="of recordings with three channels or more: mix, or which one or two, as 0,1")
    keep_audio_days: int = Field(0, ge=0, description="days that recordings are kept; 0 = for ever")
    keep_personal_days: int = Field(0, ge=0, description="days that what was said is kept; 0 = for ever")
    cache_dir: Path = Field(Path.home() / ".cache" / "tingjian", description="weights and trained classifiers")
    lexicons: Path = Field(PROJECT / "lexicons" / "hotline", description="the lexicon pack in use")
    asr_model: str = Field("base", description="base, a model of `tingjian models list` or a CTranslate2 folder")
    asr_command: str = Field("", description="another recogniser: a command that prints JSON for a channel's wav file")
    asr_results: str = Field("", description="another recogniser: a folder with its JSON for each channel")
    model_mirror: str = Field("", description="where models are fetched from instead of the usual hub")
    proxy: str = Field("", repr=False, description="proxy that models are fetched through")
    device: Literal["cpu", "cuda", "auto"] = Field("cpu", description="where recognition runs")
    compute_type: Literal["auto", "int8", "int8_float16", "int8_float32", "float16", "float32"] = Field(
        "auto", description="numbers that recognition computes with"
    )
    gpu_windows: int = Field(0, ge=0, le=512, description="windows that a GPU decodes at once; 0 = by its memory")
    hot_words: bool = Field(False, description="bias recognition to the pack's hot words; with base it does more harm")
    threads: int = Field(0, ge=0, le=256, description="threads of recognition; 0 = one for each core, at most 8")
    workers: int = Field(8, ge=1, le=256, description="calls that one process works on at once; recognition is shared")
    max_hours: float = Field(4.0, gt=0, allow_inf_nan=False, description="longest recording accepted, in hours")
    max_megabytes: float = Field(
        2048.0, gt=0, allow_inf_nan=False, description="largest recording file accepted, in MiB"
    )
    ring_frequency_hz: float = Field(450.0, gt=0, description="frequency of the ring-back tone")
    ring_on: float = Field(1.0, gt=0, description="seconds that one ring sounds")
    ring_off: float = Field(4.0, gt=0, description="seconds between two rings")

    @field_validator("vocabulary", "smtp_ca", mode="before")
    @classmethod
    def _named(cls, given: object) -> object:
        return given or None

    @field_validator("channels")
    @classmethod
    def _chosen(cls, text: str) -> str:
        chosen = text.replace(" ", "").lower()
        if chosen not in ("", "mix"):
            numbers = [int(part) for part in chosen.split(",")]
            if not 1 <= len(numbers) <= 2 or len(set(numbers)) < len(numbers) or not all(0 <= n < 64 for n in numbers):
                raise ValueError("one or two channels")
        return chosen

    @field_validator("trusted_proxies", "allowed_hosts")
    @classmethod
    def _listed(cls, text: str) -> str:
        return ",".join(part.strip() for part in text.split(",") if part.strip())

    @field_validator("sso_roles")
    @classmethod
    def _roles(cls, text: str) -> str:
        for part in filter(str.strip, text.split(",")):
            value, _, role = part.rpartition("=")
            if not value.strip() or role.strip() not in ROLES:
                raise ValueError("claim=role, with commas")
        return text

    @field_validator("sso_issuer", "sso_redirect_url")
    @classmethod
    def _safe(cls, address: str) -> str:
        """Tokens pass over it: only this machine may be asked without TLS."""
        parts = urlsplit(address)
        local = parts.hostname in ("localhost", "127.0.0.1", "::1")
        if address and not (parts.scheme == "https" or (parts.scheme == "http" and local)):
            raise ValueError("https")
        return address

    @model_validator(mode="after")
    def _whole(self) -> Settings:
        if self.sso_only and not self.sso_issuer:
            raise ValueError("sso_only without sso_issuer")
        if self.sso_issuer and not self.sso_client_id:
            raise ValueError("sso_issuer without sso_client_id")
        return self

    @field_validator("trusted_proxies")
    @classmethod
    def _networks(cls, text: str) -> str:
        for part in filter(None, text.split(",")):
            ip_network(part, strict=False)
        return text


def as_environment(settings: Settings) -> dict[str, str]:
    """What was set, for processes that start in another folder: paths are absolute."""
    given = {name: getattr(settings, name) for name in (*settings.model_fields_set, "data_dir")}
    shown = {name: str(value.absolute()) if isinstance(value, Path) else str(value) for name, value in given.items()}
    return {f"TINGJIAN_{name.upper()}": value for name, value in shown.items()}


def load_settings() -> Settings:
    """The settings of this process; raises SettingsError naming every bad one, never its value."""
    try:
        return Settings()
    except ValidationError as error:
        faults = (_fault(e) for e in error.errors(include_input=False, include_url=False))
        raise SettingsError("设置有误：" + "；".join(faults)) from None
    except (UnicodeDecodeError, OSError) as error:
        raise SettingsError("设置有误：文件 .env 无法读取，应为 UTF-8 编码的文本") from error


_NEEDED = {
    "literal_error": "只能是 {expected}",
    "int_parsing": "应为整数",
    "int_from_float": "应为整数",
    "float_parsing": "应为数值",
    "finite_number": "应为有限的数值",
    "bool_parsing": "应为 true 或 false",
    "greater_than": "应大于 {gt:g}",
    "greater_than_equal": "应不小于 {ge:g}",
    "less_than_equal": "应不大于 {le:g}",
}


def _fault(error: ErrorDetails) -> str:
    """Which setting, and what it should be."""
    if not error["loc"]:
        return "TINGJIAN_SSO_ISSUER 和 TINGJIAN_SSO_CLIENT_ID 要一起设；TINGJIAN_SSO_ONLY 要有它们才能用"
    needed = _NEEDED.get(error["type"], "值无效").format(**error.get("ctx", {})).replace(" or ", " 或 ")
    return f"TINGJIAN_{'_'.join(map(str, error['loc'])).upper()} {needed}"
