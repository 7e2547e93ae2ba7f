"""Decision pages are numbered without gaps, complete, and listed."""

import re

from pipeline.settings import PROJECT

FOLDER = PROJECT / "docs" / "decisions"
PAGES = sorted(FOLDER.glob("[0-9]*.md"))


def test_numbers_have_no_gaps():
    assert [int(page.name[:4]) for page in PAGES] == list(range(1, len(PAGES) + 1))


def test_every_page_has_its_parts_and_its_number():
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        assert text.startswith(f"# {page.name[:4]} "), page.name
        parts = re.findall(r"^\*\*(\w+)\.\*\*", text, re.M)
        assert parts == ["Context", "Decision", "Consequences", "Alternatives"], page.name


def test_every_page_is_listed():
    listed = re.findall(r"\]\((\d{4}-[\w-]+\.md)\)", (FOLDER / "README.md").read_text(encoding="utf-8"))
    assert listed == [page.name for page in PAGES]
