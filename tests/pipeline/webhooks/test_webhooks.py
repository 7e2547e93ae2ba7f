"""Notices are signed, delivered to the checked address, tried again, and given up in the end."""

import socketserver
import threading
import time
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from pipeline.settings import Settings
from pipeline.storage.tables import DeliveryRow, UserRow, WebhookRow, utc_now
from pipeline.webhooks import BadWebhook, add_webhook, check, deliver_due, emit
from pipeline.webhooks.delivery import PAUSES, headers

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


@pytest.fixture
def never_done(request):
    """A receiver that goes on and on: each 0.05 s it sends what ``request.param`` says, and no end."""

    class Handler(socketserver.BaseRequestHandler):
        def handle(self):
            self.request.recv(65536)
            for piece in (request.param[0], *[request.param[1]] * 400):
                try:
                    self.request.sendall(piece)
                except OSError:
                    return
                time.sleep(0.05)

    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads, server.block_on_close = True, False
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()
    server.server_close()


def notify(database, hooks=1):
    with database.writing() as session:
        assert emit(session, EVENT, {"call_id": "c"}) == hooks


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
    ((path, sent, body),) = receiver.got
    assert path == "/in?x=1"
    assert sent["Host"] == f"localhost:{receiver.server_port}"
    assert Webhook(hook.secret).verify(body, sent)["data"] == {"call_id": "c"}
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


@pytest.mark.parametrize("address", ["fec0::1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "fe80::1", "169.254.169.254"])
def test_addresses_of_the_inside_are_refused_however_they_are_written(monkeypatch, address):
    monkeypatch.setattr("socket.getaddrinfo", lambda *_, **__: [(0, 0, 0, "", (address, 80))])
    with pytest.raises(BadWebhook):
        check("http://example.com/", allow_private=False)


@pytest.mark.parametrize(
    "never_done", [(b"HTTP/1.1 200 OK\r\n", b"X-More: 1\r\n"), (b"", b"HTTP/1.1 100 Continue\r\n\r\n")], indirect=True
)
def test_a_receiver_that_never_ends_its_answer_costs_seconds_and_holds_up_nobody(database, hook, receiver, never_done):
    with database.writing() as session:
        slow = add_webhook(session, never_done, [EVENT], 1)
    for _ in range(3):
        notify(database, hooks=2)
    began = time.monotonic()
    assert deliver_due(database, PRIVATE, seconds=3) == 3
    assert time.monotonic() - began < 8
    with database.reading() as session:
        (tried,) = session.query(DeliveryRow).filter_by(webhook_id=slow.id, attempts=1)
    assert tried.last_error == "timeout"


def test_a_name_that_nobody_answers_for_costs_seconds_too(database, hook, monkeypatch):
    monkeypatch.setattr("socket.getaddrinfo", lambda *_, **__: time.sleep(6))
    notify(database)
    began = time.monotonic()
    assert deliver_due(database, PRIVATE, seconds=1) == 0
    assert time.monotonic() - began < 5
    assert delivery(database).last_error == "timeout"


def test_a_receiver_that_does_not_speak_tls_is_told_apart(database, hook):
    with database.writing() as session:
        row = session.get_one(WebhookRow, hook.id)
        row.url = row.url.replace("http:", "https:")
    notify(database)
    deliver_due(database, PRIVATE, seconds=3)
    assert delivery(database).last_error == "tls"


def test_a_signature_is_of_this_body_this_secret_and_now():
    now, secret, other = utc_now(), "whsec_" + "c" * 43 + "=", "whsec_" + "d" * 43 + "="
    signed = headers(1, EVENT, secret, "{}", now)
    Webhook(secret).verify("{}", signed)
    for data, by, given in (
        ("[]", secret, signed),
        ("{}", other, signed),
        ("{}", secret, headers(1, EVENT, secret, "{}", now - timedelta(minutes=6))),
        ("{}", secret, {**signed, "webhook-id": "msg_2"}),
    ):
        with pytest.raises(WebhookVerificationError):
            Webhook(by).verify(data, given)


def test_secrets_spelled_for_urls_still_sign():
    assert headers(1, EVENT, "whsec_" + "-_" * 21 + "a", "{}", utc_now())["webhook-signature"].startswith("v1,")
