"""axe on the pages of trainers, agents, team leads and administrators, with and without content."""

from tests.e2e.accessibility import violations
from tests.e2e.lived import appeal_first

AGENT = ["/me", "/me/calls", "/me/appeals", "/me/training", "/inbox", "/account"]
TRAINER = ["/coaching", "/coaching/clips", "/collections", "/assignments", "/inbox", "/lexicon/try"]
ADMIN = [
    "/board/agent",
    "/board/check",
    "/board/week",
    "/board/quality",
    "/users",
    "/tokens",
    "/webhooks",
    "/audit",
    "/quality",
    "/calibrations",
    "/lexicon",
    "/lexicon/entries/vague.probably",
    "/lexicon/dry-runs",
    "/appeals",
    "/appeals/1",
    "/lexicon/new",
    "/lexicon/adoptions",
    "/users/1",
    "/users/agents",
]
PAGES = [("a001", path) for path in AGENT] + [("chen", path) for path in TRAINER] + [("root", path) for path in ADMIN]


def test_pages_with_content(visit, live):
    appeal_first(live[0])
    found = []
    for name in ("a001", "chen", "root"):
        page = visit(name, phone=name == "a001")
        for path in [path for who, path in PAGES if who == name]:
            page.goto(path)
            page.wait_for_load_state("networkidle")
            found += [f"{path} {fault}" for fault in violations(page)]
    assert found == []


def test_empty_pages(visit):
    found = []
    for name in ("a001", "chen", "root"):
        page = visit(name, phone=name == "a001")
        for path in [path for who, path in PAGES if who == name and path != "/appeals/1"]:
            page.goto(path)
            found += [f"{path} {fault}" for fault in violations(page, dark=False)]
    assert found == []


def test_an_agents_scorecard_with_its_dialog(visit, live):
    appeal_first(live[0])
    page = visit("a001", "/me", phone=True)
    page.click(".own-row >> nth=0")
    assert violations(page) == []
    page.click("[data-appeal] >> nth=0")
    assert violations(page) == []
