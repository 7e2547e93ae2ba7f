"""Signing in with the organisation's account, against a provider that is started for it."""

import time
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import httpx2 as httpx
import pytest
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from oidc_provider_mock import User, run_server_in_thread

from api.main import hold
from pipeline.accounts.passwords import hash_password
from pipeline.accounts.sso import Arrangement, Provider, Refused
from pipeline.accounts.sso.provider import UNREACHABLE
from pipeline.storage.tables import AuditRow, UserRow
from tests.api.site import PASSWORD

ROLES = "tj-admins=admin, tj-qa=reviewer, tj-agents=agent"
PEOPLE = (
    User(sub="1", claims={"preferred_username": "li.na", "name": "李娜", "groups": ["staff", "tj-qa"]}),
    User(sub="2", claims={"preferred_username": "wang.wei", "groups": "tj-agents", "no": "A7", "unit": "一组"}),
    User(sub="3", claims={"preferred_username": "guest", "groups": ["staff"]}),
    User(sub="4", claims={"preferred_username": "chief", "groups": ["tj-qa", "tj-admins"]}),
    User(sub="5", claims={"preferred_username": "no.number", "groups": ["tj-agents"]}),
)


@pytest.fixture(scope="module")
def issuer():
    with run_server_in_thread(user_claims=PEOPLE) as server:
        yield f"http://localhost:{server.server_port}"


def arrange(site, issuer, **more):
    settings = {
        "sso_issuer": issuer,
        "sso_client_id": "tingjian",
        "sso_client_secret": "a secret",
        "sso_roles": ROLES,
        "sso_agent_claim": "no",
        "sso_team_claim": "unit",
    }
    site.settings = site.settings.model_copy(update=settings | more)
    site.app.state.trail.close()
    hold(site.app, site.settings, site.database, site.recordings)
    return site


@pytest.fixture
def office(site, issuer):
    return arrange(site, issuer)


def begin(browser, then="/"):
    answer = browser.get("/sso/start", params={"next": then})
    assert answer.status_code == 303
    return answer.headers["location"]


def approve(address, sub):
    """What somebody does on the provider's page; the address that their browser is sent back to."""
    answer = httpx.post(address, data={"sub": sub})
    assert answer.status_code == 302, answer.text
    return urlsplit(answer.headers["location"])


def come_back(browser, place):
    return browser.get(f"{place.path}?{place.query}")


def sign_in(site, sub, then="/"):
    browser = site.visitor()
    return browser, come_back(browser, approve(begin(browser, then), sub))


def person(site, name):
    with site.database.reading() as session:
        return session.query(UserRow).filter_by(name=name).one_or_none()


def test_the_button_is_there_only_where_a_provider_is(site, issuer):
    assert "/sso/start" not in site.visitor().get("/sign-in").text
    assert site.visitor().get("/sso/start").status_code == 404
    page = arrange(site, issuer, sso_title="集团账号").visitor().get("/sign-in", params={"next": "/calls?q=1&x=2"}).text
    assert "用集团账号登录" in page
    assert "/sso/start?next=/calls%3Fq%3D1%26x%3D2" in page


def test_somebody_new_gets_an_account_with_the_role_of_their_group(office):
    browser, answer = sign_in(office, "1", "/calls")
    assert (answer.status_code, answer.headers["location"]) == (303, "/calls")
    assert browser.get("/api/v1/auth/me").json()["role"] == "reviewer"
    row = person(office, "li.na")
    assert (row.display_name, row.sso, row.sso_subject) == ("李娜", True, "1")
    with office.database.reading() as session:
        noted = [one.action for one in session.query(AuditRow).filter_by(user_id=row.id).order_by(AuditRow.id)]
    assert noted == ["user.linked", "user.added", "user.signed_in"]


def test_the_weightiest_of_several_roles_counts(office):
    assert sign_in(office, "4")[0].get("/api/v1/auth/me").json()["role"] == "admin"


def test_an_agent_brings_number_and_team(office):
    browser, _ = sign_in(office, "2")
    assert browser.get("/api/v1/auth/me").json()["agent_id"] == "A7"
    assert person(office, "wang.wei").team == "一组"


@pytest.mark.parametrize(("sub", "words"), [("3", "没有分配听鉴的角色"), ("5", "没有带来工号")])
def test_who_has_no_place_here_is_told_so_and_gets_no_account(office, sub, words):
    browser, answer = sign_in(office, sub)
    assert answer.status_code == 401
    assert words in answer.text
    assert browser.get("/api/v1/auth/me").status_code == 401
    with office.database.reading() as session:
        assert session.query(UserRow).count() == 0


def test_the_role_follows_the_group_at_each_sign_in(office):
    sign_in(office, "1")
    with office.database.writing() as session:
        session.query(UserRow).one().role = "trainer"
    assert sign_in(office, "1")[0].get("/api/v1/auth/me").json()["role"] == "reviewer"


def test_a_disabled_account_stays_out(office):
    from pipeline.storage.tables import utc_now

    sign_in(office, "1")
    with office.database.writing() as session:
        session.query(UserRow).one().disabled_at = utc_now()
    assert "已停用" in sign_in(office, "1")[1].text


def test_a_name_takes_over_nobodys_account_until_an_administrator_says_so(office):
    own = office.add_user("reviewer", "li.na")
    assert "同名的本地账号" in sign_in(office, "1")[1].text
    admin = office.sign_in("admin")
    given = {"display_name": "李娜", "role": "reviewer", "sso": True}
    assert admin.put(f"/api/v1/users/{own}/account", json=given).json()["linked"] is False
    browser, _ = sign_in(office, "1")
    assert browser.get("/api/v1/auth/me").json()["user_id"] == own
    assert admin.get(f"/api/v1/users/{own}/account").json()["linked"] is True


def test_an_answer_that_another_browser_asked_for_does_not_count(office):
    place = approve(begin(office.visitor()), "1")
    stranger = office.visitor()
    assert "不是从这个浏览器开始的" in come_back(stranger, place).text
    begin(stranger)  # has a cookie, of another sign-in
    assert "不是从这个浏览器开始的" in come_back(stranger, place).text


def test_a_cookie_that_was_made_up_or_is_old_does_not_count(office, monkeypatch):
    browser = office.visitor()
    place = approve(begin(browser), "1")
    forged = jwt.encode({"alg": "HS256"}, {"state": parse_qs(place.query)["state"][0], "then": "/"}, RSAOct())
    for cookie in (forged, "x", "a.b.c"):
        made_up = office.visitor()
        made_up.cookies.set("tingjian_sso", cookie, path="/sso")
        assert come_back(made_up, place).status_code == 401
    now = time.time()
    monkeypatch.setattr("pipeline.accounts.sso.flow.time.time", lambda: now + 601)
    assert "太久" in come_back(browser, place).text


def RSAOct():
    from joserfc.jwk import OctKey

    return OctKey.import_key(b"somebody else's key of 32 bytes!")


def test_who_cancels_there_is_told_so(office):
    browser = office.visitor()
    state = parse_qs(urlsplit(begin(browser)).query)["state"][0]
    answer = browser.get("/sso/callback", params={"state": state, "error": "access_denied"})
    assert "取消了登录" in answer.text


def test_the_request_has_pkce_state_and_nonce(office):
    query = parse_qs(urlsplit(begin(office.visitor())).query)
    assert query["code_challenge_method"] == ["S256"]
    assert len(query["code_challenge"][0]) == 43
    assert query["response_type"] == ["code"]
    assert len(query["state"][0]) >= 32
    assert len(query["nonce"][0]) >= 32
    assert query["redirect_uri"] == ["http://testserver/sso/callback"]


@contextmanager
def forging(site, make):
    """The provider's answers, with the token that ``make(claims)`` gives: (claims, key, header)."""
    real = httpx.HTTPTransport()
    provider = site.app.state.sso

    class Forging(httpx.BaseTransport):
        def handle_request(self, request):
            answer = real.handle_request(request)
            answer.read()
            if not request.url.path.endswith("token"):
                return answer
            body = answer.json()
            claims = jwt.decode(body["id_token"], KEYS["own"]).claims if "own" in KEYS else None
            body["id_token"] = make(body["id_token"], claims)
            return httpx.Response(200, json=body)

    KEYS["own"] = KeySet.import_key_set(httpx.get(f"{provider.arrangement.issuer}/jwks").json())
    site.app.state.sso = Provider(provider.arrangement, Forging())
    yield
    site.app.state.sso = provider


KEYS = {}
STRANGERS = RSAKey.generate_key(2048)


def resigned(**changes):
    def make(token, claims):
        kept = {k: v for k, v in {**claims, **changes}.items() if v is not None}
        return jwt.encode({"alg": "RS256"}, kept, STRANGERS)

    return make


def tampered(token, claims):
    head, body, signature = token.split(".")
    return f"{head}.{body[:-2]}{'AA' if body[-2:] != 'AA' else 'BB'}.{signature}"


def unsigned(token, claims):
    import base64
    import json

    def part(value):
        return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()

    return f"{part({'alg': 'none'})}.{part(dict(claims))}."


def signed_by_what_all_know(token, claims):
    from joserfc.jwk import OctKey

    return jwt.encode({"alg": "HS256"}, dict(claims), OctKey.import_key(b"a secret that is long enough for it"))


@pytest.mark.parametrize("make", [tampered, resigned(), unsigned, signed_by_what_all_know, lambda *_: "nonsense"])
def test_a_token_that_the_provider_did_not_sign_is_refused(office, make):
    with forging(office, make):
        answer = sign_in(office, "1")[1]
    assert answer.status_code == 401
    assert "签名无效" in answer.text
    assert person(office, "li.na") is None


def sign_with_the_providers_key(changes):
    """By the key that the provider publishes: only the claims are wrong."""

    def make(token, claims):
        kept = {k: v for k, v in {**claims, **changes}.items() if v is not None}
        return jwt.encode({"alg": "RS256"}, kept, STRANGERS)

    return make


WRONG = [
    ({"iss": "https://elsewhere.example"}, "不是设置里的单位登录服务签发的"),
    ({"aud": "another-system"}, "不是发给本系统的"),
    ({"aud": ["tingjian", "another"], "azp": "another"}, "不是发给本系统的"),
    ({"exp": 1_700_000_000}, "已过期"),
    ({"nonce": "of another time"}, "与这次登录不符"),
    ({"nonce": None}, "与这次登录不符"),
    ({"iss": None}, "不是设置里的单位登录服务签发的"),
    ({"exp": None}, "已过期"),
]


@pytest.mark.parametrize(("changes", "words"), WRONG)
def test_claims_that_do_not_count_are_refused_in_words(office, changes, words, monkeypatch):
    monkeypatch.setattr(Provider, "_key_set", lambda self, anew=False: KeySet([STRANGERS]))
    with forging(office, sign_with_the_providers_key(changes)):
        answer = sign_in(office, "1")[1]
    assert answer.status_code == 401
    assert words in answer.text
    assert person(office, "li.na") is None


def test_a_provider_that_calls_itself_otherwise_is_not_believed(site, issuer):
    office = arrange(site, issuer.replace("localhost", "127.0.0.1"))

    class AsLocalhost(httpx.BaseTransport):
        """Answers at one address with the name of another."""

        def handle_request(self, request):
            request.headers["host"] = issuer.removeprefix("http://")
            return httpx.HTTPTransport().handle_request(request)

    office.app.state.sso = Provider(Arrangement.of(office.settings), AsLocalhost())
    assert "不一致" in office.visitor().get("/sso/start").text


def test_a_token_that_ran_out_at_the_provider_is_refused(site):
    with run_server_in_thread(user_claims=PEOPLE, access_token_max_age=timedelta(hours=-1)) as server:
        office = arrange(site, f"http://localhost:{server.server_port}")
        assert "已过期" in sign_in(office, "1")[1].text


def test_a_provider_that_is_away_is_said_so(site):
    office = arrange(site, "http://localhost:9")
    answer = office.visitor().get("/sso/start")
    assert answer.status_code == 401
    assert UNREACHABLE in answer.text


def test_passwords_go_on_unless_only_administrators_may(site, issuer):
    hashed = hash_password(PASSWORD)
    for role in ("reviewer", "admin"):
        site.add_user(role, f"own-{role}", password_hash=hashed)
    post = {role: {"name": f"own-{role}", "password": PASSWORD} for role in ("reviewer", "admin")}
    office = arrange(site, issuer)
    assert office.visitor().post("/api/v1/auth/sign-in", json=post["reviewer"]).status_code == 200
    office = arrange(site, issuer, sso_only=True)
    refused = office.visitor().post("/api/v1/auth/sign-in", json=post["reviewer"])
    assert (refused.status_code, refused.json()["detail"]) == (401, "请用单位账号登录；只有管理员可以用密码登录")
    wrong = office.visitor().post("/api/v1/auth/sign-in", json=post["reviewer"] | {"password": "something else"})
    assert wrong.json()["detail"] == "用户名或密码不正确"
    assert office.visitor().post("/api/v1/auth/sign-in", json=post["admin"]).status_code == 200


def test_who_came_with_the_organisations_account_has_no_password(office):
    sign_in(office, "1")
    answer = office.visitor().post("/api/v1/auth/sign-in", json={"name": "li.na", "password": "!"})
    assert answer.status_code == 401


def test_claims_may_lie_deeper_and_mean_nothing():
    roles = {"qa": "reviewer"}
    arrangement = Arrangement("https://x", "t", "s", "t", "openid", roles, "realm_access.roles", "name", "", "")
    assert arrangement.role({"realm_access": {"roles": ["x", "qa"]}}) == "reviewer"
    assert arrangement.role({"realm_access": "qa"}) is None
    assert arrangement.role({}) is None
    assert replace(arrangement, role_claim="https://x/roles").role({"https://x/roles": "qa"}) == "reviewer"
    with pytest.raises(Refused, match="用户名"):
        arrangement.name({"name": 5.5})
