"""Every page with every role: open to whom it is for, refused in words to the others."""

import pytest
from fastapi.routing import APIRoute, iter_route_contexts

from pipeline.storage.tables import UserRole

REVIEWER, TRAINER, AGENT, LEAD, ADMIN = "reviewer", "trainer", "agent", "lead", "admin"
REVIEWERS, STAFF = {REVIEWER, ADMIN}, {REVIEWER, TRAINER, ADMIN}
TRAINERS, EVERYBODY = {TRAINER, ADMIN}, {REVIEWER, TRAINER, AGENT, LEAD, ADMIN}
COACHES, READERS, STAFF_OR_LEAD = {TRAINER, LEAD, ADMIN}, {REVIEWER, LEAD, ADMIN}, {REVIEWER, TRAINER, LEAD, ADMIN}
CALL = "0" * 32
PAGES = {
    "/": EVERYBODY,
    "/account": EVERYBODY,
    "/inbox": EVERYBODY,
    "/sign-out": EVERYBODY,
    "/queue": REVIEWERS,
    "/queue/next": REVIEWERS,
    "/calls": READERS,
    "/failures": REVIEWERS,
    "/uploads": REVIEWERS,
    "/notes": STAFF,
    "/calls/{call_id}": READERS,
    "/calls/{call_id}/parts": REVIEWERS,
    "/calls/{call_id}/publication": REVIEWERS,
    "/appeals": REVIEWERS,
    "/appeals/{appeal_id}": REVIEWERS,
    "/quality": REVIEWERS,
    "/calibrations": REVIEWERS,
    "/calibrations/{calibration_id}": REVIEWERS,
    "/calibrations/{calibration_id}/calls/{call_id}": REVIEWERS,
    "/lexicon": STAFF,
    "/lexicon/try": STAFF,
    "/lexicon/entries/{entry_id}": STAFF,
    "/lexicon/new": REVIEWERS,
    "/lexicon/adoptions": STAFF,
    "/lexicon/dry-runs": REVIEWERS,
    "/lexicon/dry-runs/{job_id}": REVIEWERS,
    "/board": STAFF_OR_LEAD,
    "/board/{by}": STAFF_OR_LEAD,
    "/tokens": STAFF,
    "/coaching": TRAINERS,
    "/coaching/clips": COACHES,
    "/collections": COACHES,
    "/collections/{collection_id}": COACHES,
    "/assignments": COACHES,
    "/assignments/{assignment_id}": COACHES,
    "/due": EVERYBODY,
    "/cases": EVERYBODY,
    "/cases/{number}": EVERYBODY,
    "/cases/proposals": REVIEWERS,
    "/quarters": STAFF,
    "/quarters/{quarter}": STAFF,
    "/users": {ADMIN},
    "/users/agents": {ADMIN},
    "/users/{user_id}": {ADMIN},
    "/webhooks": {ADMIN},
    "/audit": {ADMIN},
    "/me": {AGENT},
    "/me/calls": {AGENT},
    "/me/calls/{call_id}": {AGENT},
    "/me/appeals": {AGENT},
    "/me/training": {AGENT},
    "/me/training/{assignment_id}": {AGENT},
}
NUMBERS = {
    "user_id": 1,
    "call_id": CALL,
    "appeal_id": 1,
    "calibration_id": 1,
    "job_id": 1,
    "collection_id": 1,
    "assignment_id": 1,
    "by": "agent",
    "entry_id": "vague.probably",
    "number": 1,
    "quarter": "2026Q1",
}
PUBLIC = {"/sign-in", "/language", "/sso/start", "/sso/callback", "/healthz", "/readyz", "/metrics"}


def test_every_page_is_in_the_table(site):
    found = {
        route.path
        for route in iter_route_contexts(site.app.routes)
        if isinstance(route.original_route, APIRoute) and not route.path.startswith("/api/")
    }
    assert found - PUBLIC == set(PAGES)


@pytest.mark.parametrize("role", sorted(UserRole))
def test_pages_are_open_to_their_roles_and_refused_to_others(site, role):
    browser = site.sign_in(role)
    outcomes = {}
    for path in PAGES:
        if path != "/sign-out":
            outcomes[path] = browser.get(path.format(**NUMBERS))
    wrong = {p: a.status_code for p, a in outcomes.items() if (a.status_code == 403) == (role in PAGES[p])}
    assert wrong == {}
    assert all(a.status_code in (200, 303, 403, 404) for a in outcomes.values())
    refused = [a.text for a in outcomes.values() if a.status_code == 403]
    assert all("这里不对您开放" in text for text in refused)


def test_visitors_are_asked_to_sign_in(site):
    browser = site.visitor()
    for path in PAGES:
        if path != "/sign-out":
            answer = browser.get(path.format(**NUMBERS))
            assert (answer.status_code, answer.headers["location"][:8]) == (303, "/sign-in")


@pytest.mark.parametrize("role", sorted(UserRole))
def test_the_bar_leads_only_to_pages_that_open(site, role):
    from api.pages.navigation import HOMES, entries_for

    browser = site.sign_in(role)
    for place in [entry.href for entry in entries_for(role, "/")] + [HOMES[role]]:
        assert browser.get(place, follow_redirects=True).status_code == 200
