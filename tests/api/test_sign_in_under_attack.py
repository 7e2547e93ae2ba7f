"""Guessing is slow, waiting is for those who guess, and everybody else is answered meanwhile."""

import threading
import time
from datetime import timedelta

import pytest

from api.access import BROWSER_COOKIE
from pipeline.accounts import attempts, known_browser, users
from pipeline.accounts.attempts import Asking
from pipeline.accounts.errors import BadAccount, TooManyAttempts
from pipeline.accounts.passwords import hash_password
from pipeline.storage.tables import SignInRow, utc_now
from tests.api.site import PASSWORD

URL, OFFICE = "/api/v1/auth/sign-in", "testclient"


@pytest.fixture(scope="module")
def password_hash():
    return hash_password(PASSWORD)


@pytest.fixture
def known(site, password_hash):
    return site.add_user("reviewer", name="li.na", password_hash=password_hash)


def sign_in(client, password=PASSWORD, name="li.na"):
    return client.post(URL, json={"name": name, "password": password})


def fail(site, times, *names, address=OFFICE):
    with site.database.writing() as session:
        for _ in range(times):
            for name in names:
                attempts.note_failure(session, Asking(name, address))


def test_each_further_failure_doubles_the_wait(site):
    waits = []
    for count in range(attempts.MOST_OF_PAIR, attempts.MOST_OF_PAIR + 8):
        with site.database.writing() as session:
            session.query(SignInRow).delete()
        fail(site, count, "li.na")
        with site.database.reading() as session, pytest.raises(TooManyAttempts) as caught:
            attempts.check(session, Asking("li.na", OFFICE))
        waits.append(round(caught.value.wait, -1))
    assert waits == [30, 60, 120, 240, 480, 900, 900, 900]


def test_an_office_is_not_locked_out_by_one_who_guesses_there(site, known):
    fail(site, attempts.MOST_OF_ADDRESS, "somebody", "somebody.else")
    assert sign_in(site.visitor()).status_code == 200


def test_who_has_failed_in_such_an_office_waits(site, known):
    fail(site, attempts.MOST_OF_ADDRESS, "somebody")
    assert sign_in(site.visitor(), "wrong password").status_code == 401
    assert sign_in(site.visitor()).status_code == 429


def test_no_number_of_others_guesses_keeps_a_known_browser_out(site, known):
    browser = site.visitor()
    assert sign_in(browser).status_code == 200
    fail(site, attempts.MOST_OF_NAME + 20, "li.na")
    assert sign_in(site.visitor()).status_code == 429
    assert sign_in(browser).status_code == 200


def test_who_guesses_in_a_known_browser_waits_too(site, known):
    browser = site.visitor()
    sign_in(browser)
    assert [sign_in(browser, "wrong password").status_code for _ in range(6)] == [401] * 5 + [429]
    assert sign_in(browser).status_code == 429
    assert sign_in(site.visitor()).status_code == 200


def test_a_browser_is_known_for_one_person_until_the_password_changes(site, known, password_hash):
    other = site.add_user("reviewer", name="wang", password_hash=password_hash)
    with site.database.writing() as session:
        li, wang = (users.get_user(session, id) for id in (known, other))
        cookie, now = known_browser.cookie_for(li, utc_now()), utc_now()
        assert known_browser.is_known(li, cookie, now)
        assert not known_browser.is_known(wang, cookie, now)
        assert not known_browser.is_known(li, cookie, now + timedelta(days=200))
        for forged in ("", None, "x", "1.2.3.4", cookie[:-1], "é" * 50, "x" * 5000, f"{known}.0.a." + "0" * 64):
            assert not known_browser.is_known(li, forged, now)
        users.set_password(session, li, "another horse 43")
        assert not known_browser.is_known(li, cookie, now)


def test_the_cookie_of_a_browser_is_not_for_scripts(site, known):
    set_cookies = sign_in(site.visitor()).headers.get_list("set-cookie")
    (cookie,) = [one for one in set_cookies if one.startswith(BROWSER_COOKIE)]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie


def test_a_crowd_that_signs_in_lets_others_be_answered(site, known):
    outcomes, crowd = [], 40
    with site.visitor() as client:  # one loop, as the service has
        threads = [
            threading.Thread(target=lambda n=n: outcomes.append(sign_in(client, "wrong password", f"n{n}")))
            for n in range(crowd)
        ]
        for thread in threads:
            thread.start()
        began, looks = time.monotonic(), []
        while any(thread.is_alive() for thread in threads):
            asked = time.monotonic()
            assert client.get("/healthz").status_code == 200
            looks.append(time.monotonic() - asked)
        took = time.monotonic() - began
    assert {answer.status_code for answer in outcomes} == {401}
    assert max(looks) < max(took / 4, 1.0)


@pytest.mark.parametrize(
    "usual",
    [
        "password123",
        "1234567890",
        "qwertyuiop",
        "iloveyou12",
        "Passw0rd123",
        "woaini1314",
        "tingjian123",
        "abcdefghij",
        "20240101abc",
    ],
)
def test_usual_passwords_are_refused(usual):
    with pytest.raises(BadAccount):
        hash_password(usual)


def test_a_long_password_is_judged_quickly():
    began = time.process_time()
    hash_password("correct horse battery staple " * 6)
    assert time.process_time() - began < 5
