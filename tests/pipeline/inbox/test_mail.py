"""Mail: links and no words, several notices in one, encrypted, tried again, given up, dropped once it was read."""

import socket
from datetime import timedelta

import pytest

from pipeline.inbox import Kind, settle, tell
from pipeline.inbox import mail as mails
from pipeline.inbox.box import change_mail, mark_read
from pipeline.inbox.mail import deliver_mails
from pipeline.settings import Settings
from pipeline.storage.tables import CallRow, MailRow, RecordingRow, UserRow, utc_now
from pipeline.webhooks.delivery import PAUSES
from tests.pipeline.inbox.servers import HOST, Kept, certificate, mail_server, signed_in_as

CALL, SHA = "a" * 32, "a" * 64
SAID = "打印机坏了"


@pytest.fixture
def person(database):
    """An agent (1) with an address, of a call whose name tells what was said."""
    with database.writing() as session:
        session.add(RecordingRow(sha256=SHA, kind="audio", file_name=SAID, size_bytes=1))
        session.flush()
        session.add(CallRow(id=CALL, sha256=SHA, name=SAID, agent_id="A001"))
        session.add(
            UserRow(
                id=1,
                name="a1",
                display_name="王伟",
                role="agent",
                agent_id="A001",
                password_hash="-",
                email="wang@example.com",
            )
        )
    return 1


def settings(port, **more):
    given = {
        "smtp_host": HOST,
        "smtp_port": port,
        "smtp_security": "none",
        "smtp_from": "tingjian@example.com",
        "public_url": "https://tingjian.example.com/",
    } | more
    return Settings(_env_file=None, **given)


def told(database, *ids, kind=Kind.APPEAL_DECIDED):
    """Notices that are due at once."""
    with database.writing() as session:
        for id in ids:
            tell(session, kind, [1], subject_id=id, call_id=CALL)
    make_due(database)


def make_due(database):
    with database.writing() as session:
        session.query(MailRow).filter_by(state="waiting").update({"due_at": utc_now() - timedelta(seconds=1)})


def states(database):
    with database.reading() as session:
        return [(row.state, row.attempts, row.last_error) for row in session.query(MailRow).order_by(MailRow.id)]


def test_a_mail_holds_links_and_nothing_that_was_said(database, person):
    kept = Kept()
    told(database, 7)
    with mail_server(kept) as port:
        assert deliver_mails(database, settings(port)) == 1
        assert deliver_mails(database, settings(port)) == 0
    (mail,) = kept.mails
    assert (mail["To"], mail["From"], mail["Subject"]) == (
        "wang@example.com",
        "tingjian@example.com",
        "听鉴：您的申诉已经裁定",
    )
    text = mail.get_content()
    assert f"https://tingjian.example.com/me/calls/{CALL}" in text
    assert SAID not in mail.as_string() + text
    assert states(database) == [("delivered", 1, None)]


def test_what_comes_together_is_one_mail(database, person):
    kept = Kept()
    told(database, *range(1, 26))
    with mail_server(kept) as port:
        assert deliver_mails(database, settings(port)) == 25
    (mail,) = kept.mails
    assert mail["Subject"] == "听鉴：25 件事等您处理"
    assert mail.get_content().count("您的申诉已经裁定") == 20
    assert "另有 5 件" in mail.get_content()


@pytest.mark.parametrize("undone", ["read", "settled", "unwanted", "without an address", "disabled"])
def test_nobody_is_mailed_who_needs_or_wants_none(database, person, undone):
    kept = Kept()
    told(database, 7)
    with database.writing() as session:
        if undone == "read":
            mark_read(session, 1, None)
        elif undone == "settled":
            settle(session, Kind.APPEAL_DECIDED, 7)
        elif undone == "disabled":
            session.get_one(UserRow, 1).disabled_at = utc_now()
        else:
            change_mail(session, 1, None if undone == "without an address" else "w@example.com", undone != "unwanted")
    with mail_server(kept) as port:
        assert deliver_mails(database, settings(port)) == 0
    assert kept.mails == []
    assert [state for state, *_ in states(database)] == ["dropped"]


def test_without_a_server_nothing_is_tried(database, person):
    told(database, 7)
    assert deliver_mails(database, Settings(_env_file=None)) == 0
    assert states(database) == [("waiting", 0, None)]


@pytest.mark.parametrize("answer", ["451 later", ""])
def test_it_is_tried_again_later(database, person, answer):
    """Where the server says so, and where nobody listens."""
    kept = Kept(answer=answer)
    told(database, 7)
    with mail_server(kept) as port:
        pass
    if answer:
        with mail_server(kept) as port:
            assert deliver_mails(database, settings(port)) == 0
    else:
        assert deliver_mails(database, settings(port)) == 0
    assert states(database) == [("waiting", 1, "smtp_451" if answer else "connection")]
    with database.reading() as session:
        wait = (session.query(MailRow).one().due_at - utc_now()).total_seconds()
    assert PAUSES[0] - 5 < wait <= PAUSES[0]
    kept.answer = ""
    make_due(database)
    with mail_server(kept) as port:
        assert deliver_mails(database, settings(port)) == 1


def test_an_address_that_does_not_exist_is_given_up_at_once(database, person):
    told(database, 7)
    with mail_server(Kept(answer="550 no such user")) as port:
        deliver_mails(database, settings(port))
    assert states(database) == [("given_up", 1, "smtp_550")]


def test_it_is_given_up_after_days(database, person):
    told(database, 7)
    with mail_server(Kept(answer="451 later")) as port:
        for _ in range(len(PAUSES) + 1):
            make_due(database)
            deliver_mails(database, settings(port))
    assert states(database) == [("given_up", len(PAUSES) + 1, "smtp_451")]


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_it_travels_encrypted_to_a_server_that_is_known(database, person, tmp_path, security):
    public, context = certificate(tmp_path)
    kept = Kept()
    encrypted = {"ssl_context": context} if security == "tls" else {"tls_context": context, "require_starttls": True}
    told(database, 7)
    with mail_server(kept, **encrypted) as port:
        assert deliver_mails(database, settings(port, smtp_security=security)) == 0
        assert states(database) == [("waiting", 1, "tls")]  # a certificate that nobody vouches for
        make_due(database)
        assert deliver_mails(database, settings(port, smtp_security=security, smtp_ca=public)) == 1
    assert len(kept.mails) == 1


def test_nothing_is_sent_in_the_clear_where_the_server_can_not_encrypt(database, person):
    kept = Kept()
    told(database, 7)
    with mail_server(kept) as port:
        assert deliver_mails(database, settings(port, smtp_security="starttls")) == 0
    assert kept.mails == []
    assert states(database)[0][0] == "waiting"


def test_signing_in(database, person, tmp_path):
    public, context = certificate(tmp_path)
    options = {"tls_context": context, "authenticator": signed_in_as("office", "secret"), "auth_required": True}
    kept = Kept()
    told(database, 7)
    with mail_server(kept, **options) as port:
        known = {"smtp_security": "starttls", "smtp_ca": public, "smtp_user": "office"}
        deliver_mails(database, settings(port, **known, smtp_password="wrong"))
        assert states(database) == [("waiting", 1, "auth")]
        make_due(database)
        assert deliver_mails(database, settings(port, **known, smtp_password="secret")) == 1


def test_a_silent_server_holds_nobody_up_for_long(database, person, monkeypatch):
    monkeypatch.setattr(mails, "SECONDS", 0.3)
    told(database, 7)
    with socket.create_server((HOST, 0)) as silent:
        deliver_mails(database, settings(silent.getsockname()[1]))
    assert states(database) == [("waiting", 1, "timeout")]


def test_a_password_is_never_shown():
    assert "geheim" not in repr(settings(25, smtp_password="geheim"))
