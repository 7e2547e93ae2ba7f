"""Every page in English: what is Chinese on it is what callers, people and packs say."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from pipeline.cases.follow import follow
from pipeline.language import TITLES
from pipeline.storage.tables import CallRow, JudgementRow
from tests.api.pages.english import chinese_in, pack_texts, record_texts
from tests.api.site import Site
from tests.api.test_cases import heard
from tests.e2e.live import add_people
from tests.e2e.lived import REASON, appeal_first, user_of
from tests.e2e.spoken import polite_call, rude_call, store_spoken
from tests.stored_calls import hotline

ZONE = ZoneInfo("Asia/Shanghai")
NUMBERS = ("13900010002", "13900010088")
PLACES = {
    "liting": [
        "/queue",
        "/queue?state=reviewed",
        "/calls",
        "/calls?verdict=fail",
        "/calls/{id}",
        "/calls/{id}/publication",
        "/failures",
        "/uploads",
        "/notes",
        "/appeals",
        "/appeals/1",
        "/quality",
        "/calibrations",
        "/due",
        "/cases/1",
        "/cases/proposals",
        "/lexicon/dry-runs",
        "/account",
        "/tokens",
        "/nowhere",
    ],
    "chen": ["/coaching", "/coaching/clips", "/collections", "/lexicon/try"],
    "a001": ["/me", "/me/calls", "/me/calls/{published}", "/me/appeals", "/due"],
    "root": [
        *(f"/board/{by}" for by in ("agent", "team", "check", "week", "month", "quarter", "quality")),
        "/users",
        "/webhooks",
        "/audit",
        "/lexicon",
        "/lexicon/entries/vague.probably",
        "/quarters/2026Q1",
    ],
}


@pytest.fixture
def lived(site: Site, tmp_path):
    """A site where calls were reviewed, published and appealed, and a case waits for an answer."""
    add_people(site)
    for call in (rude_call(), polite_call()):
        store_spoken(site.database, site.recordings, call, tmp_path)
    appeal_first(site)
    store_spoken(site.database, site.recordings, rude_call("again"), tmp_path)
    began = datetime(2026, 3, 11, 1, tzinfo=UTC)
    ids = [site.store(heard(number), started_at=began + timedelta(minutes=n)) for n, number in enumerate(NUMBERS)]
    with site.database.writing() as session:
        rows = [session.get_one(CallRow, id) for id in ids]
        rows[1].case_number = follow(session, rows[0], hotline(), ZONE)
        follow(session, rows[1], hotline(), ZONE)
    return site


def test_every_page(lived):
    with lived.database.reading() as session:
        ids = {
            "id": session.scalars(select(CallRow.id).filter_by(name="again")).one(),
            "published": session.scalars(select(CallRow.id).filter_by(name="printer-complaint")).one(),
        }
        people = {name: user_of(session, name) for name in PLACES}
        records = session.scalars(select(JudgementRow.record))
        known = {REASON, *TITLES.values(), *pack_texts()}.union(*map(record_texts, records))
    found = []
    for name, places in PLACES.items():
        browser = lived.browser(people[name])
        browser.headers["Accept-Language"] = "en"
        for place in places:
            answer = browser.get(place.format(**ids))
            assert answer.status_code == (404 if place == "/nowhere" else 200), place
            assert place.endswith("/publication") or '<html lang="en"' in answer.text
            found += [f"{place}: {text}" for text in chinese_in(answer.text, known)]
    assert not found, "\n".join(found)


def test_signing_in(site):
    browser = site.visitor()
    browser.headers["Accept-Language"] = "en-GB, zh;q=0.5"
    answer = browser.post("/sign-in", data={"name": "nobody", "password": "wrong"})
    assert "Wrong user name or password" in answer.text
    assert list(chinese_in(answer.text, ())) == []
