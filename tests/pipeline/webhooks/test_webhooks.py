"""Notices are signed, delivered to the checked address, tried again, and given up in the end."""

import json
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from pipeline.settings import Settings
from pipeline.storage.tables import DeliveryRow, UserRow, WebhookRow, utc_now
from pipeline.webhooks import add_webhook, deliver_due, emit
from pipeline.webhooks.deliver import PAUSES
from pipeline.webhooks.errors import BadWebhook
from pipeline.webhooks.signature import HEADER, is_ours, sign
from pipeline.webhooks.targets import check

EVENT = "scorecard.published"
PRIVATE = Settings(webhook_allow_private=True, _env_file=None)
PUBLIC = Settings(_env_file=None)


@pytest.fixture
def receiver():
    """A server that notes what it gets and answers ``receiver.status``."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            server.got.append((self.path, dict(self.headers), body))
            self.send_response(server.status)
            self.send_header("Location", "http://127.0.0.1:1/elsewhere")
            self.end_headers()

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    server.got, server.status = [], 200
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def hook(database, receiver):
    with database.writing() as session:
        session.add(UserRow(id=1, name="a", display_name="a", role="admin", password_hash="x"))
        session.flush()
        return add_webhook(session, f"http://localhost:{receiver.server_port}/in?x=1", [EVENT], 1)


def notify(database):
    with database.writing() as session:
        assert emit(session, EVENT, {"call_id": "c"}) == 1


def delivery(database):
    with database.reading() as session:
        return session.query(DeliveryRow).one()


def make_due(database):
    with database.writing() as session:
        session.query(DeliveryRow).one().due_at = utc_now() - timedelta(seconds=1)


def test_a_notice_arrives_once_and_signed(database, hook, receiver):
    notify(database)
    assert deliver_due(database, PRIVATE) == 1
    assert deliver_due(database, PRIVATE) == 0
    ((path, headers, body),) = receiver.got
    assert path == "/in?x=1"
    assert json.loads(body)["data"] == {"call_id": "c"}
    assert is_ours(hook.secret, headers[HEADER], body, int(utc_now().timestamp()))
    assert delivery(database).state == "delivered"


@pytest.mark.parametrize("status", [500, 302, 404])
def test_it_is_tried_again_later_and_redirects_are_not_followed(database, hook, receiver, status):
    receiver.status = status
    notify(database)
    assert deliver_due(database, PRIVATE) == 0
    row = delivery(database)
    assert (row.state, row.attempts, row.last_error) == ("waiting", 1, f"http_{status}")
    assert PAUSES[0] - 5 < (row.due_at - utc_now()).total_seconds() <= PAUSES[0]
    receiver.status = 204
    make_due(database)
    assert deliver_due(database, PRIVATE) == 1


def test_it_is_given_up_after_days(database, hook, receiver):
    receiver.status = 500
    notify(database)
    for _ in range(len(PAUSES) + 1):
        make_due(database)
        deliver_due(database, PRIVATE)
    assert delivery(database).state == "given_up"
    make_due(database)
    assert deliver_due(database, PRIVATE) == 0
    assert len(receiver.got) == len(PAUSES) + 1


def test_a_name_that_has_come_to_mean_this_machine_is_not_called(database, hook, receiver):
    notify(database)
    deliver_due(database, PUBLIC)
    assert receiver.got == []
    assert delivery(database).last_error == "address"


def test_a_disabled_webhook_gets_nothing(database, hook):
    with database.writing() as session:
        session.get_one(WebhookRow, hook.id).disabled_at = utc_now()
        assert emit(session, EVENT, {}) == 0


def test_a_target_is_pinned_to_the_address_that_was_checked(monkeypatch):
    monkeypatch.setattr("socket.getaddrinfo", lambda *_, **__: [(0, 0, 0, "", ("93.184.215.14", 443))])
    target = check("https://example.com/x?y=1", allow_private=False)
    assert (target.host, target.address, target.port, target.path) == ("example.com", "93.184.215.14", 443, "/x?y=1")


def test_one_private_address_among_public_ones_is_enough_to_refuse(monkeypatch):
    found = [(0, 0, 0, "", ("93.184.215.14", 80)), (0, 0, 0, "", ("10.0.0.1", 80))]
    monkeypatch.setattr("socket.getaddrinfo", lambda *_, **__: found)
    with pytest.raises(BadWebhook):
        check("http://example.com/", allow_private=False)


def test_a_signature_is_of_this_body_this_secret_and_now():
    header = sign("s", 1000, b"body")
    assert is_ours("s", header, b"body", 1100)
    assert not is_ours("s", header, b"other", 1100)
    assert not is_ours("t", header, b"body", 1100)
    assert not is_ours("s", header, b"body", 9999)
    assert not is_ours("s", "nonsense", b"body", 1000)
