"""Every route of the API with every role, a visitor, and a token without the scope."""

import re

import pytest
from fastapi.routing import APIRoute, iter_route_contexts

from api.main import PREFIX
from pipeline.accounts import Scope
from tests.api.access_table import ALL, TABLE
from tests.api.site import open_site

SIGN_IN = ("POST", "/auth/sign-in")
ROUTES = sorted(TABLE)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    opened = open_site(tmp_path_factory.mktemp("site"))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def users(site):
    return {role: site.add_user(role) for role in sorted(ALL)}


def address(path: str) -> str:
    return PREFIX + re.sub(r"\{call_id\}", "0" * 32, re.sub(r"\{(?!call_id)\w+\}", "999999", path))


def test_the_table_names_every_route_and_no_other(site):
    found = set()
    for route in iter_route_contexts(site.app.routes):
        if isinstance(route.original_route, APIRoute) and route.path.startswith(PREFIX):
            found |= {(method, route.path.removeprefix(PREFIX)) for method in route.methods}
    assert found - {SIGN_IN} == set(TABLE)


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_a_visitor_has_to_sign_in(site, method, path):
    answer = site.visitor().request(method, address(path))
    assert answer.status_code == 401
    assert answer.json()["error"] == "NotSignedIn"
    assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize(("method", "path"), ROUTES)
@pytest.mark.parametrize("role", sorted(ALL))
def test_each_role_may_do_what_is_theirs_and_nothing_else(site, users, role, method, path):
    answer = site.browser(users[role]).request(method, address(path))
    if role in TABLE[method, path]:
        assert answer.status_code not in (401, 403)
        assert answer.status_code < 500
    else:
        assert (answer.status_code, answer.json()["error"]) == (403, "NotAllowed")


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_a_token_needs_the_scope(site, users, method, path):
    """Without the write scope no route changes anything; without the read scope none tells anything."""
    scope = Scope.WRITE if method == "GET" else Scope.READ
    assert site.token(users["admin"], scope).request(method, address(path)).status_code == 403


@pytest.mark.parametrize(("method", "path"), [route for route in ROUTES if route[0] != "GET"])
def test_a_browser_needs_the_csrf_token_for_every_change(site, users, method, path):
    role = sorted(TABLE[method, path])[0]
    client = site.browser(users[role])
    del client.headers["X-CSRF-Token"]
    answer = client.request(method, address(path))
    assert answer.status_code == 403
    assert "X-CSRF-Token" in answer.json()["detail"]
