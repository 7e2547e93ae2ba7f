"""The people who use the product: administrators add, change and disable them."""

from __future__ import annotations

from fastapi import APIRouter, Request

from api.deps import Admin, AnyUser, DatabaseDep, Principal, ReadSession, RowId, WriteSession
from api.routers.auth import address_of
from api.routers.tokens import refuse_programs, token_item
from api.schemas.account import Account, AccountItem, NamelessAgent
from api.schemas.accounts import NewUser, PasswordChange, Revoked, TokenItem, UserChange, UserItem
from api.sign_in_queue import in_turn
from pipeline.accounts import attempts, audit, tokens, users
from pipeline.accounts.attempts import Asking
from pipeline.accounts.changes import change_account, without_account
from pipeline.accounts.errors import BadAccount, NotAllowed, WrongPassword
from pipeline.accounts.passwords import hash_password, verify
from pipeline.language import _
from pipeline.storage import Database
from pipeline.storage.tables import UserRole, UserRow

router = APIRouter(prefix="/users", tags=["用户"])


@router.get("")
def list_users(user: Admin, session: ReadSession) -> list[UserItem]:
    """Everybody, also those who are disabled."""
    return [_item(row) for row in users.all_users(session)]


@router.post("", status_code=201)
def add_user(given: NewUser, user: Admin, session: WriteSession) -> UserItem:
    """Add a user."""
    row = users.add_user(
        session,
        given.name,
        given.role,
        hash_password(given.password, given.name),
        display_name=given.display_name,
        agent_id=given.agent_id,
        team=given.team,
    )
    audit.note(session, user.user_id, "user.added", "user", row.id, role=given.role)
    return _item(row)


@router.patch("/{user_id}")
def change_user(user_id: RowId, given: UserChange, user: Admin, session: WriteSession) -> UserItem:
    """Rename, disable, enable, give another team or a new password; disabling and a new password end sessions and
    tokens."""
    row = users.get_user(session, user_id)
    if given.disabled and user_id == user.user_id:
        raise BadAccount(_("不能停用自己"))
    if given.display_name is not None:
        row.display_name = given.display_name
    if given.team is not None:
        users.check_team(UserRole(row.role), given.team)
        row.team = given.team
    if given.password is not None:
        users.set_password(session, row, given.password)
    if given.disabled is not None:
        users.disable(session, row) if given.disabled else users.enable(row)
    audit.note(session, user.user_id, "user.changed", "user", user_id, fields=sorted(given.model_fields_set))
    return _item(row)


@router.get("/agents-without-account")
def list_agents_without_account(user: Admin, session: ReadSession) -> list[NamelessAgent]:
    """Agents whom only their calls name: they can neither see their scorecards nor appeal."""
    return [NamelessAgent(agent_id=id, team=team, calls=n) for id, team, n in without_account(session)]


@router.put("/{user_id}/account")
def put_account(user_id: RowId, given: Account, user: Admin, session: WriteSession) -> AccountItem:
    """Name, role, agent, team and way of signing in, all together. Another role ends sessions and tokens."""
    row = users.get_user(session, user_id)
    if user_id == user.user_id and given.role is not user.role:
        raise BadAccount(_("不能改自己的角色"))
    change_account(
        session,
        row,
        display_name=given.display_name,
        role=given.role,
        agent_id=given.agent_id,
        team=given.team,
        sso=row.sso if given.sso is None else given.sso,
    )
    audit.note(session, user.user_id, "user.changed", "user", user_id, fields=["account"], role=given.role)
    return _account(row)


@router.get("/{user_id}/account")
def get_account(user_id: RowId, user: Admin, session: ReadSession) -> AccountItem:
    """One user with team and way of signing in."""
    return _account(users.get_user(session, user_id))


@router.get("/{user_id}/tokens")
def list_tokens_of(user_id: RowId, user: Admin, session: ReadSession) -> list[TokenItem]:
    """The tokens of one user, also those that have ended."""
    return [token_item(row) for row in tokens.tokens_of(session, users.get_user(session, user_id).id)]


@router.delete("/{user_id}/tokens")
def revoke_tokens_of(user_id: RowId, user: Admin, session: WriteSession) -> Revoked:
    """End every token of one user at once."""
    refuse_programs(user)
    revoked = tokens.revoke_all(session, users.get_user(session, user_id).id)
    audit.note(session, user.user_id, "tokens.revoked", "user", user_id, count=revoked)
    return Revoked(revoked=revoked)


@router.post("/me/password", status_code=204)
async def change_my_password(given: PasswordChange, request: Request, user: AnyUser, database: DatabaseDep) -> None:
    """Change one's own password; every session ends, this one too, and every token. Not with a token."""
    if user.via != "session":
        raise NotAllowed(_("令牌不能修改密码，请在网页上登录后修改"))
    await in_turn(lambda: _change(given, Asking(user.name, address_of(request)), user, database))


def _change(given: PasswordChange, asking: Asking, user: Principal, database: Database) -> None:
    with database.reading() as session:
        attempts.check(session, asking)
        known = users.get_user(session, user.user_id).password_hash
    if not verify(known, given.old):
        with database.writing() as session:
            attempts.note_failure(session, asking)
        raise WrongPassword
    new_hash = hash_password(given.new, user.name)
    with database.writing() as session:
        users.put_password_hash(session, users.get_user(session, user.user_id), new_hash)
        audit.note(session, user.user_id, "user.password_changed", "user", user.user_id)


def _account(row: UserRow) -> AccountItem:
    return AccountItem(**_item(row).model_dump(), sso=row.sso, linked=row.sso_subject is not None)


def _item(row: UserRow) -> UserItem:
    return UserItem(**{name: getattr(row, name) for name in UserItem.model_fields})
