"""Who reads what: a user's own choice, else this browser's, else what is accepted, else Chinese."""

import pytest

from api.languages import LANGUAGE_COOKIE, accepted
from pipeline.accounts import Scope, users

CHINESE, ENGLISH = "没有找到通话", "Call not found"
NOWHERE = "/api/v1/calls/" + "0" * 32


def detail(browser, **headers) -> str:
    return browser.get(NOWHERE, headers=headers).json()["detail"].split("：")[0].split(":")[0]


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "zh"),
        ("en", "en"),
        ("en-US,en;q=0.9", "en"),
        ("zh-TW,en;q=0.8", "zh"),
        ("fr, en;q=0.5, zh;q=0.4", "en"),
        ("fr", "zh"),
        ("*", "zh"),
        ("en;q=0", "zh"),
        ("en;q=x", "zh"),
        (";;,,q=", "zh"),
    ],
)
def test_what_a_browser_accepts(header, language):
    assert accepted(header) == language


def test_errors_are_chinese_unless_english_is_accepted(site):
    browser = site.sign_in("reviewer")
    assert detail(browser) == CHINESE
    assert detail(browser, **{"Accept-Language": "en"}) == ENGLISH
    program = site.token(browser.user_id, Scope.READ)
    assert detail(program, **{"Accept-Language": "en"}) == ENGLISH


def test_fields_that_are_wrong_are_said_in_english(site):
    answer = site.sign_in("reviewer").get("/api/v1/calls?limit=0", headers={"Accept-Language": "en"}).json()
    assert answer["detail"] == "Something in the request is invalid"
    assert answer["fields"] == [{"field": "query.limit", "problem": "Must be at least 1"}]


def test_a_browser_chooses_before_anybody_signs_in(site):
    browser = site.visitor()
    answer = browser.post("/language", data={"language": "en", "next": "/sign-in?next=/calls"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?next=/calls")
    page = browser.get("/sign-in", headers={"Accept-Language": "zh"}).text
    assert '<html lang="en"' in page
    assert "User name" in page


def test_a_users_choice_goes_with_the_user(site):
    browser = site.sign_in("reviewer")
    browser.post("/language", data={"language": "en", "next": "/queue"})
    elsewhere = site.browser(browser.user_id)
    assert detail(elsewhere, **{"Accept-Language": "zh"}) == ENGLISH
    assert "Riskiest first" in elsewhere.get("/queue").text
    elsewhere.post("/language", data={"language": ""})  # as the browser has it
    assert detail(elsewhere) == CHINESE


def test_signing_in_brings_the_choice_to_this_browser(site):
    browser = site.sign_in("reviewer")
    with site.database.writing() as session:
        users.choose_language(session, browser.user_id, "en")
        users.set_password(session, users.get_user(session, browser.user_id), "correct horse 42")
        name = users.get_user(session, browser.user_id).name
    visitor = site.visitor()
    visitor.post("/sign-in", data={"name": name, "password": "correct horse 42"})
    assert visitor.cookies[LANGUAGE_COOKIE] == "en"


def test_nobody_is_led_elsewhere_and_no_other_language_is_taken(site):
    browser = site.visitor()
    answer = browser.post("/language", data={"language": "en", "next": "//elsewhere.example"})
    assert answer.headers["location"] == "/"
    assert browser.post("/language", data={"language": "xx"}).status_code == 422
    assert (
        browser.post("/language", data={"language": "en"}, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    )


def test_another_site_cant_change_a_users_choice(site):
    browser = site.sign_in("reviewer")
    del browser.headers["X-CSRF-Token"]
    assert browser.post("/language", data={"language": "en"}).status_code == 403


def test_two_readers_at_once_dont_mix(site):
    chinese, english = site.sign_in("reviewer"), site.sign_in("reviewer")
    english.headers["Accept-Language"] = "en"
    for _turn in range(3):
        assert (detail(chinese), detail(english)) == (CHINESE, ENGLISH)
