"""Whose word counts for where a request comes from, and which names the service answers to."""

import asyncio
import socket
import threading
import time
from contextlib import closing, contextmanager
from http.client import HTTPConnection

import pytest
import uvicorn
from fastapi import FastAPI, Request

from api.routers.auth import address_of
from api.server import patience
from api.server.serve import _config
from pipeline.errors import SettingsError
from pipeline.settings import Settings, load_settings


@contextmanager
def served(settings):
    app = FastAPI()
    app.state.settings = settings

    @app.get("/who")
    def who(request: Request) -> dict[str, str]:
        return {"address": address_of(request), "scheme": request.url.scheme}

    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(_config(app))
    thread = threading.Thread(target=lambda: asyncio.run(server.serve([listening])))
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield listening.getsockname()
    server.should_exit = True
    thread.join()
    listening.close()


def ask(address, *headers):
    with socket.create_connection(address, timeout=20) as connection:
        lines = ("GET /who HTTP/1.1", "Host: x", "Connection: close", *headers, "", "")
        connection.sendall("\r\n".join(lines).encode())
        received = b""
        while piece := connection.recv(4096):
            received += piece
    return received.decode()


@pytest.mark.parametrize(
    ("proxies", "seen", "scheme"),
    [
        ("", "127.0.0.1", "http"),
        ("10.0.0.0/8", "127.0.0.1", "http"),
        ("127.0.0.1", "192.0.2.7", "https"),
        ("10.0.0.1, 127.0.0.0/8", "192.0.2.7", "https"),
    ],
)
def test_only_a_trusted_proxy_says_who_asks(proxies, seen, scheme):
    with served(Settings(trusted_proxies=proxies, _env_file=None)) as address:
        answer = ask(address, "X-Forwarded-For: 192.0.2.7", "X-Forwarded-Proto: https")
    assert f'"address":"{seen}","scheme":"{scheme}"' in answer


def test_a_guesser_can_not_name_another_address_for_each_guess(site):
    statuses = []
    for number in range(7):
        answer = site.visitor().post(
            "/api/v1/auth/sign-in",
            json={"name": "li.na", "password": "wrong password"},
            headers={"X-Forwarded-For": f"192.0.2.{number}"},
        )
        statuses.append(answer.status_code)
    assert statuses == [401] * 5 + [429] * 2


@pytest.mark.parametrize(
    ("host", "same"),
    [
        ("2001:db8::1", "2001:db8::/64"),
        ("2001:db8::ffff:1", "2001:db8::/64"),
        ("192.0.2.1", "192.0.2.1"),
        ("testclient", "testclient"),
    ],
)
def test_a_network_of_one_customer_is_one_address(host, same):
    assert address_of(Request({"type": "http", "client": (host, 1), "headers": []})) == same


def test_bad_proxies_are_refused_at_the_start(monkeypatch):
    monkeypatch.setenv("TINGJIAN_TRUSTED_PROXIES", "somewhere")
    with pytest.raises(SettingsError, match="TRUSTED_PROXIES"):
        load_settings()


def test_no_redirect_leads_to_the_host_that_a_request_names(site):
    reviewer = site.sign_in("reviewer")
    for path in ("/queue/", "/calls/", "/api/v1/calls/", "/sign-in/"):
        answer = reviewer.get(path, headers={"Host": "evil.example"})
        assert answer.status_code == 404
        assert "evil.example" not in str(answer.headers) + answer.text


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("tingjian.example.com", 200),
        ("TINGJIAN.example.com:8000", 200),
        ("a.b.example.org", 200),
        ("[::1]:8000", 200),
        ("example.org", 400),
        ("evil.example", 400),
        ("tingjian.example.com.evil.example", 400),
        ("", 400),
    ],
)
def test_the_service_answers_to_its_names_only(site, host, status):
    site.app.state.settings = Settings(allowed_hosts="tingjian.example.com, *.example.org,::1", _env_file=None)
    assert site.visitor().get("/sign-in", headers={"Host": host}).status_code == status
    assert site.visitor().get("/healthz", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("sent", [b"", b"GET /who HTT", b"GET /who HTTP/1.1\r\nHost: x\r\nA: b"])
def test_who_never_finishes_asking_is_hung_up_on(monkeypatch, sent):
    monkeypatch.setattr(patience, "LONGEST", 0.5)
    with served(Settings(_env_file=None)) as address, socket.create_connection(address, timeout=20) as connection:
        connection.sendall(sent)
        assert connection.recv(100) == b""


def test_a_second_question_has_its_own_time(monkeypatch):
    monkeypatch.setattr(patience, "LONGEST", 1.0)
    with served(Settings(_env_file=None)) as address, closing(HTTPConnection(*address, timeout=20)) as connection:
        for _ in range(3):
            connection.request("GET", "/who")
            assert connection.getresponse().read()
            time.sleep(0.7)
        connection.sock.sendall(b"GET /who")
        assert connection.sock.recv(100) == b""
