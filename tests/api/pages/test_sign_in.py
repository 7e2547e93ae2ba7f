import pytest

from api.pages.sign_in import local


@pytest.mark.parametrize("place", ["/", "/calls?q=打印机", "/calls/abc#x"])
def test_a_path_of_ours_is_kept(place):
    assert local(place) == place


@pytest.mark.parametrize(
    "place",
    [
        "//evil.example",
        "/\\evil.example",
        "https://evil.example",
        "javascript:alert(1)",
        "",
        "calls",
        "/\n/evil.example",
        "/a\\b",
    ],
)
def test_nobody_is_led_to_another_site(place):
    assert local(place) == "/"


def test_another_sites_form_can_not_sign_in(site):
    answer = site.visitor().post(
        "/sign-in", data={"name": "a", "password": "b"}, headers={"sec-fetch-site": "cross-site"}
    )
    assert answer.status_code == 403


def test_a_wrong_password_shows_the_form_again_without_the_password(site):
    answer = site.visitor().post("/sign-in", data={"name": "nobody", "password": "secret-word-42"})
    assert answer.status_code == 401
    assert "用户名或密码不正确" in answer.text
    assert "secret-word-42" not in answer.text


def test_a_visitor_comes_back_to_where_they_wanted_to_go(site):
    answer = site.visitor().get("/calls?q=a")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?next=/calls%3Fq%3Da")
