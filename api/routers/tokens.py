"""API tokens: everybody makes and revokes their own."""

from __future__ import annotations

from fastapi import APIRouter

from api.deps import AnyUser, Principal, ReadSession, RowId, WriteSession
from api.schemas.accounts import IssuedToken, NewToken, TokenItem
from pipeline.accounts import audit, tokens
from pipeline.accounts.errors import NotAllowed
from pipeline.language import _
from pipeline.storage.tables import TokenRow, UserRole

router = APIRouter(prefix="/tokens", tags=["令牌"])


@router.get("")
def list_tokens(user: AnyUser, session: ReadSession) -> list[TokenItem]:
    """One's own tokens, also those that have ended."""
    return [token_item(row) for row in tokens.tokens_of(session, user.user_id)]


@router.post("", status_code=201)
def issue_token(given: NewToken, user: AnyUser, session: WriteSession) -> IssuedToken:
    """Make a token. Its text is in this answer and never shown again."""
    refuse_programs(user)
    row, text = tokens.issue(session, user.user_id, given.name, given.scopes, given.days)
    audit.note(session, user.user_id, "token.issued", "token", row.id, scopes=row.scopes)
    return IssuedToken(**_fields(row), token=text)


@router.delete("/{token_id}", status_code=204)
def revoke_token(token_id: RowId, user: AnyUser, session: WriteSession) -> None:
    """End a token at once; administrators may end anybody's."""
    refuse_programs(user)
    tokens.revoke(session, token_id, None if user.role is UserRole.ADMIN else user.user_id)
    audit.note(session, user.user_id, "token.revoked", "token", token_id)


def refuse_programs(user: Principal) -> None:
    """A stolen token must not be able to outlive itself."""
    if user.via != "session":
        raise NotAllowed(_("令牌不能管理令牌，请在网页上登录后操作"))


def token_item(row: TokenRow) -> TokenItem:
    return TokenItem(**_fields(row))


def _fields(row: TokenRow) -> dict[str, object]:
    return {name: getattr(row, name) for name in TokenItem.model_fields}
