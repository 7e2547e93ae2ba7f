"""axe finds nothing, in light and in dark; what only a person can check is not covered by it."""

from tests.e2e.accessibility import violations


def test_pages_of_the_reviewer(visit):
    page, found = visit("liting", "/queue"), []
    for path in ("/queue", "/calls", "/failures"):
        page.goto(path)
        page.wait_for_load_state("networkidle")
        found += [f"{path} {fault}" for fault in violations(page)]
    assert found == []


def test_the_call_page(visit):
    page = visit("liting", "/calls")
    page.click("[data-row] >> nth=0")
    page.wait_for_url("**/calls/*")
    page.wait_for_load_state("networkidle")
    assert violations(page) == []


def test_signing_in(visit):
    assert violations(visit(path="/sign-in")) == []


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
