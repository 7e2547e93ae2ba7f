"""axe finds nothing, in light and in dark; what only a person can check is not covered by it."""

import pytest
from axe_playwright_python.sync_playwright import Axe

NORMS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RULES = {"runOnly": NORMS, "resultTypes": ["violations"]}


def violations(page) -> list[str]:
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{v['id']}: {node['html'][:160]}" for v in found for node in v["nodes"]]


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("path", ["/queue", "/calls", "/failures"])
def test_pages_of_the_reviewer(visit, path, dark):
    page = visit("liting", path, dark=dark)
    page.wait_for_load_state("networkidle")
    assert violations(page) == []


@pytest.mark.parametrize("dark", [False, True])
def test_the_call_page(visit, dark):
    page = visit("liting", "/calls", dark=dark)
    page.click("[data-row] >> nth=0")
    page.wait_for_url("**/calls/*")
    page.wait_for_load_state("networkidle")
    assert violations(page) == []


@pytest.mark.parametrize("dark", [False, True])
def test_signing_in(visit, dark):
    assert violations(visit(path="/sign-in", dark=dark)) == []


def test_every_tab_of_the_call_page(visit):
    page = visit("liting", "/queue/next")
    for tab in ("ticket", "audio", "history"):
        page.click(f"#tab-{tab}")
        assert violations(page) == []


def test_the_dialogs(visit):
    page = visit("liting", "/queue/next")
    page.keyboard.press("?")
    assert violations(page) == []
    page.keyboard.press("Escape")
    page.keyboard.press("c")
    assert violations(page) == []
