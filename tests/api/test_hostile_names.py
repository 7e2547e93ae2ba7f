"""Names that people give: nothing in them turns the writing around or controls a terminal."""

import pytest

from tests.api.site import PASSWORD

ODD = ["\x1b[2J", "a\u202egpj.exe", "a\0b", "a\nb", "\u2066x"]


@pytest.mark.parametrize("name", ODD)
def test_odd_names_are_refused(site, name):
    admin = site.sign_in("admin")
    new = {"name": "wang", "role": "agent", "agent_id": "A1", "password": PASSWORD}
    for field in ("name", "display_name", "agent_id"):
        assert admin.post("/api/v1/users", json=new | {field: name}).status_code == 422
    asked = [
        ("/api/v1/tokens", {"name": name, "scopes": ["read"]}),
        ("/api/v1/coaching/collections", {"name": name}),
        ("/api/v1/calibrations", {"name": name}),
    ]
    for path, body in asked:
        assert admin.post(path, json=body).status_code == 422
    facts = {"agent_id": name}
    answer = admin.post("/api/v1/calls", files={"file": ("a.wav", b"RIFF\0\0")}, data=facts)
    assert answer.status_code == 422


def test_an_odd_file_name_is_kept_without_its_oddities(site):
    files = {"file": ("\u202egpj.exe\x1b[2J.wav", b"RIFF\0\0")}
    answer = site.sign_in("reviewer").post("/api/v1/calls", files=files)
    call_id = answer.json()["call_id"]
    assert site.sign_in("admin").get(f"/api/v1/calls/{call_id}").json()["file_name"].isprintable()
