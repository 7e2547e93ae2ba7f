"""Searching tells a trainer nothing that is hidden, however often and however cleverly they ask."""

import pytest

from pipeline.storage import masked_texts
from pipeline.storage.tables import MaskedTextRow
from tests.builders import agent, call, customer
from tests.stored_calls import hotline

CALLS, NUMBER = "/api/v1/calls", "13927456081"


def heard(ending):
    return call(
        agent("您好，请问您的联系电话是多少？"),
        customer(f"我叫曹颖，电话是{NUMBER}。"),
        agent("好的。"),
        customer(f"打印机{ending}"),
    )


@pytest.fixture
def calls(site):
    """A caller who calls again and again, among others."""
    return [site.store(heard(f"坏了{n}次。")) for n in range(6)]


def test_no_prefix_of_a_number_can_be_told_from_any_other(site, calls):
    trainer = site.sign_in("trainer")
    for start in range(1, len(NUMBER) + 1):
        right, wrong = NUMBER[:start], NUMBER[: start - 1] + str((int(NUMBER[start - 1]) + 1) % 10)
        for limit in (1, 2, 50):
            answers = [
                trainer.get(CALLS, params={"q": f"电话是{asked}", "limit": limit}).json() for asked in (right, wrong)
            ]
            if start > 3:  # 139****6081 is shown
                assert answers[0] == answers[1]


def test_what_is_shown_is_found_page_by_page(site, calls):
    trainer, found, cursor = site.sign_in("trainer"), [], None
    while True:
        asked = {"q": "打印机坏了", "limit": 1} | ({"cursor": cursor} if cursor else {})
        page = trainer.get(CALLS, params=asked).json()
        found += [item["id"] for item in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert sorted(found) == sorted(calls)
    nothing = {"items": [], "total": 0, "previous_cursor": None, "next_cursor": None}
    assert trainer.get(CALLS, params={"q": "曹颖"}).json() == nothing
    assert len(trainer.get(CALLS, params={"q": "曹*"}).json()["items"]) == len(calls)


def test_reviewers_search_what_was_said(site, calls):
    assert len(site.sign_in("reviewer").get(CALLS, params={"q": NUMBER}).json()["items"]) == len(calls)


def test_another_masking_makes_every_text_anew(site, calls, monkeypatch):
    assert masked_texts.fill(site.database, hotline()) == len(calls)
    assert masked_texts.fill(site.database, hotline()) == 0
    monkeypatch.setattr(masked_texts, "VERSION", 999)
    assert masked_texts.fill(site.database, hotline(), 4) == 4
    assert masked_texts.fill(site.database, hotline(), 4) == 2
    with site.database.reading() as session:
        assert {row.key[:3] for row in session.query(MaskedTextRow)} == {"999"}
        assert not any(NUMBER in row.text for row in session.query(MaskedTextRow))
