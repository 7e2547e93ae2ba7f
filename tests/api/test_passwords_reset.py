"""A password that somebody else knew is changed: nothing made with it goes on; and what two ask at once."""

import threading

from tests.api.site import PASSWORD

USERS, ME = "/api/v1/users", "/api/v1/auth/me"


def test_an_administrators_reset_ends_the_tokens(site):
    admin, user = site.sign_in("admin"), site.add_user("reviewer")
    program = site.token(user)
    assert program.get(ME).status_code == 200
    assert admin.patch(f"{USERS}/{user}", json={"password": "another horse 43"}).status_code == 200
    assert program.get(ME).status_code == 401


def test_administrators_list_and_end_all_tokens_of_a_user(site):
    admin, user, other = site.sign_in("admin"), site.add_user("reviewer"), site.add_user("reviewer")
    programs, spared = [site.token(user), site.token(user)], site.token(other)
    listed = admin.get(f"{USERS}/{user}/tokens").json()
    assert [one["revoked_at"] for one in listed] == [None, None]
    assert "tj_" not in str(listed)
    assert admin.delete(f"{USERS}/{user}/tokens").json() == {"revoked": 2}
    assert [one.get(ME).status_code for one in (*programs, spared)] == [401, 401, 200]
    assert site.token(admin.user_id).delete(f"{USERS}/{other}/tokens").status_code == 403
    assert admin.get(f"{USERS}/99999/tokens").status_code == 404


def test_the_same_name_asked_for_twice_at_once_is_a_conflict(site):
    admin, answers = site.sign_in("admin"), []
    new = {"name": "li.na", "role": "trainer", "password": PASSWORD}
    threads = [threading.Thread(target=lambda: answers.append(admin.post(USERS, json=new).status_code)) for _ in "1234"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [201, 409, 409, 409]


def test_a_store_whose_file_is_gone_is_not_ready_and_takes_nothing(site, tmp_path):
    reviewer = site.sign_in("reviewer")
    (tmp_path / "tingjian.db").rename(tmp_path / "away.db")
    assert site.visitor().get("/readyz").status_code == 503
    answer = reviewer.post("/api/v1/calls", files={"file": ("a.wav", b"RIFF\0\0")})
    assert answer.status_code == 503


def test_a_store_of_an_older_revision_is_not_ready(site):
    with site.database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
    assert site.visitor().get("/readyz").status_code == 503
