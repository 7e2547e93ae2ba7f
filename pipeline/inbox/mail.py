"""E-mail of what people were told: links and nothing that was said, several notices in one mail, tried again until it
is delivered or given up. Sent by the thread that also delivers webhooks."""

from __future__ import annotations

import logging
import smtplib
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage
from email.utils import formatdate, make_msgid

from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline.inbox.kinds import address_of, title_of
from pipeline.language import SOURCE, _, _n, speaking
from pipeline.settings import Settings
from pipeline.storage import Database
from pipeline.storage.lease import Lease
from pipeline.storage.tables import MailRow, NoticeRow, UserRow, utc_now
from pipeline.webhooks.delivery import PAUSES

log = logging.getLogger(__name__)
SECONDS = 15.0  # that the server may take for one step
PEOPLE = 50  # who are written to in one round
LISTED = 20  # notices in one mail
_HELD = Lease("", 6 * SECONDS)  # nobody else tries meanwhile
PERMANENT = 500  # replies from here on say: never


@dataclass(frozen=True, slots=True)
class _Due:
    """The mails of one person that are sent now, as one."""

    ids: tuple[int, ...]
    message: EmailMessage


def deliver_mails(database: Database, settings: Settings) -> int:
    """Try what is due; returns how many notices arrived. Nothing happens without TINGJIAN_SMTP_HOST."""
    if not settings.smtp_host:
        return 0
    with database.reading() as session:
        waiting = select(MailRow.user_id).where(MailRow.state == "waiting", MailRow.due_at <= utc_now())
        people = session.scalars(waiting.distinct().limit(PEOPLE)).all()
    arrived = 0
    for user_id in people:
        with database.writing() as session:
            due = _take(session, user_id, settings)
        if due is None:
            continue
        problem, never = _try(due.message, settings)
        with database.writing() as session:
            _note(session, due.ids, problem, never)
        if problem is None:
            arrived += len(due.ids)
        elif not never:
            break  # the server is away: the others have time, too
    return arrived


def message_of(notices: Sequence[NoticeRow], user: UserRow, more: int, settings: Settings) -> EmailMessage:
    """What waits, in the order in which it came, each with its link, in the language of ``user``."""
    with speaking(user.language or SOURCE):
        return _written(notices, user, more, settings)


def _written(notices: Sequence[NoticeRow], user: UserRow, more: int, settings: Settings) -> EmailMessage:
    message = EmailMessage()
    first = title_of(notices[0].kind)
    count = len(notices) + more
    message["Subject"] = _("听鉴：%(title)s", title=first) if count == 1 else _n("听鉴：%(num)s 件事等您处理", count)
    message["From"], message["To"] = settings.smtp_from, user.email
    message["Date"] = formatdate(usegmt=True)
    message["Message-ID"] = make_msgid(domain=settings.smtp_from.rpartition("@")[2] or "tingjian.invalid")
    message["Auto-Submitted"] = "auto-generated"
    lines = [f"· {title_of(n.kind)}\n  {_link(address_of(n, user.role), settings)}" for n in notices]
    rest = [_n("另有 %(num)s 件，见收件箱：%(link)s", more, link=_link("/inbox", settings))] if more else []
    note = _("不想再收到邮件，可以在这里关闭：%(link)s", link=_link("/inbox", settings))
    message.set_content("\n\n".join([_("%(name)s，您好：", name=user.display_name), *lines, *rest, note]) + "\n")
    return message


def _link(path: str, settings: Settings) -> str:
    return (
        f"{settings.public_url.rstrip('/')}{path}"
        if settings.public_url
        else _("（登录听鉴后打开）%(path)s", path=path)
    )


def _take(session: Session, user_id: int, settings: Settings) -> _Due | None:
    """What is due for one person, held; what was read or settled meanwhile is dropped."""
    asked = select(MailRow).where(MailRow.user_id == user_id, MailRow.state == "waiting", MailRow.due_at <= utc_now())
    rows = session.scalars(asked.order_by(MailRow.id).with_for_update(skip_locked=True)).all()
    user = session.get(UserRow, user_id)
    wanted = []
    for row in rows:
        notice = session.get_one(NoticeRow, row.notice_id)
        if user is None or not _is_wanted(user, notice):
            row.state = "dropped"
        else:
            row.attempts, row.due_at = row.attempts + 1, _HELD.until()
            wanted.append((row.id, notice))
    if not wanted or user is None:
        return None
    shown = [notice for _id, notice in wanted[:LISTED]]
    return _Due(tuple(id for id, _notice in wanted), message_of(shown, user, len(wanted) - len(shown), settings))


def _is_wanted(user: UserRow, notice: NoticeRow) -> bool:
    seen = notice.read_at is not None or notice.settled_at is not None
    return bool(user.email) and user.wants_mail and user.disabled_at is None and not seen


def _try(message: EmailMessage, settings: Settings) -> tuple[str | None, bool]:
    """A short code of what went wrong (None: it arrived), and whether it never will arrive."""
    try:
        with _connected(settings) as server:
            server.send_message(message)
    except smtplib.SMTPRecipientsRefused as error:
        code = next(iter(error.recipients.values()))[0]
        return f"smtp_{code}", code >= PERMANENT
    except smtplib.SMTPAuthenticationError:
        return "auth", False
    except smtplib.SMTPResponseException as error:
        return f"smtp_{error.smtp_code}", False
    except ssl.SSLError:
        return "tls", False
    except (smtplib.SMTPException, OSError, ValueError) as error:
        timed_out = isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError)
        return "timeout" if timed_out else "connection", False
    return None, False


def _connected(settings: Settings) -> smtplib.SMTP:
    """Ready to send: encrypted as the settings say, the server's certificate checked, signed in."""
    trusted = ssl.create_default_context(cafile=str(settings.smtp_ca) if settings.smtp_ca else None)
    if settings.smtp_security == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            settings.smtp_host, settings.smtp_port, timeout=SECONDS, context=trusted
        )
    else:
        server = smtplib.SMTP(settings.smtp_host, settings.smtp_port, timeout=SECONDS)
    try:
        if settings.smtp_security == "starttls":
            server.starttls(context=trusted)
        if settings.smtp_user:
            server.login(settings.smtp_user, settings.smtp_password)
    except BaseException:
        server.close()
        raise
    return server


def _note(session: Session, ids: Sequence[int], problem: str | None, never: bool) -> None:
    for row in session.scalars(select(MailRow).where(MailRow.id.in_(ids))):
        row.last_error = problem
        if problem is None:
            row.state, row.delivered_at = "delivered", utc_now()
        elif never or row.attempts > len(PAUSES):
            row.state = "given_up"
            log.warning("mail %d given up after %d attempts: %s", row.id, row.attempts, problem)
        else:
            row.due_at = utc_now() + timedelta(seconds=PAUSES[row.attempts - 1])
