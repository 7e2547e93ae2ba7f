"""API tokens: for programs, with scopes and an end."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from pipeline.accounts.errors import BadAccount
from pipeline.accounts.principal import Principal, Scope, principal_of
from pipeline.accounts.secret import hash_secret, new_secret
from pipeline.language import _, _n
from pipeline.storage.errors import NotInStore
from pipeline.storage.tables import TokenRow, UserRow, utc_now

PREFIX = "tj_"  # so that a leaked one is recognised
LONGEST_DAYS = 400
_NOTE_USE_EVERY = timedelta(minutes=10)


def issue(session: Session, user_id: int, name: str, scopes: Iterable[Scope], days: int) -> tuple[TokenRow, str]:
    """A token that ends after ``days``; the text that is returned beside the row is shown once and never again."""
    allowed = sorted(set(scopes))
    if not allowed or not 1 <= days <= LONGEST_DAYS:
        raise BadAccount(_n("令牌至少要有一个权限范围，有效期为 1 到 %(num)s 天", LONGEST_DAYS))
    text = new_secret(PREFIX)
    row = TokenRow(
        user_id=user_id,
        name=name,
        token_hash=hash_secret(text),
        scopes=[s.value for s in allowed],
        expires_at=utc_now() + timedelta(days=days),
    )
    session.add(row)
    session.flush()
    return row, text


def find(session: Session, text: str) -> Principal | None:
    """Whose token this is; None where it is unknown, revoked, over, or its user is disabled."""
    known = (
        select(TokenRow.scopes, UserRow)
        .join(UserRow, UserRow.id == TokenRow.user_id)
        .where(TokenRow.token_hash == hash_secret(text), TokenRow.revoked_at.is_(None))
        .where(TokenRow.expires_at > utc_now(), UserRow.disabled_at.is_(None))
    )
    row = session.execute(known).first()
    return None if row is None else principal_of(row[1], "token", frozenset(map(Scope, row[0])))


def is_use_unnoted(session: Session, text: str, now: datetime) -> bool:
    """Whether it is time to write down that the token is in use."""
    last = session.scalars(select(TokenRow.last_used_at).filter_by(token_hash=hash_secret(text))).first()
    return last is None or now - last > _NOTE_USE_EVERY


def note_use(session: Session, text: str, now: datetime) -> None:
    session.execute(update(TokenRow).where(TokenRow.token_hash == hash_secret(text)).values(last_used_at=now))


def tokens_of(session: Session, user_id: int) -> list[TokenRow]:
    return list(session.scalars(select(TokenRow).filter_by(user_id=user_id).order_by(TokenRow.id)))


def revoke_all(session: Session, user_id: int) -> int:
    """End every token of this user; returns how many."""
    known = update(TokenRow).where(TokenRow.user_id == user_id, TokenRow.revoked_at.is_(None))
    return len(session.execute(known.values(revoked_at=utc_now()).returning(TokenRow.id)).all())


def revoke(session: Session, token_id: int, user_id: int | None) -> TokenRow:
    """End a token of this user, or anybody's where ``user_id`` is None. Raises NotInStore."""
    row = session.get(TokenRow, token_id)
    if row is None or user_id not in (None, row.user_id):
        raise NotInStore(_("令牌"), token_id)
    row.revoked_at = row.revoked_at or utc_now()
    return row
