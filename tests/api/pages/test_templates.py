"""What the content security policy would refuse is not in the templates, and colours can be read."""

import re
from itertools import product

import pytest

from api.pages.rendering import FOLDER, STATIC, asset, environment
from pipeline.lexicon import CATEGORIES

TEMPLATES = sorted((FOLDER / "templates").rglob("*.html"))
FILES = sorted(path for path in STATIC.rglob("*") if path.suffix in (".css", ".js"))
TOKEN = re.compile(r"--([a-z-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);")
TEXTS = ("ink", "ink-soft", "ink-faint", "accent", "good", "bad", "doubt", "agent", "customer", "process", *CATEGORIES)
GROUNDS = ("surface", "ground", "raised", "hover", "selected")
LEAST_TEXT, LEAST_EDGE = 4.5, 3.0  # WCAG 2.2 AA


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: str(p.relative_to(FOLDER)))
def test_a_template_has_nothing_inline_and_nothing_from_elsewhere(path):
    text = path.read_text(encoding="utf-8")
    environment().parse(text)
    assert not re.search(
        r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=|javascript:|(src|href|action)=.https?://", text
    )


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(STATIC)))
def test_our_files_load_nothing_from_elsewhere(path):
    assert not re.search(r"https?://|@import url|innerHTML\s*=|eval\(", path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("side", [1, 2], ids=["light", "dark"])
def test_every_text_can_be_read_on_every_ground(side):
    colours = {m[1]: m[1 + side] for m in TOKEN.finditer((STATIC / "css" / "tokens.css").read_text(encoding="utf-8"))}
    poor = [
        (text, ground)
        for text, ground in product(TEXTS, GROUNDS)
        if contrast(colours[text], colours[ground]) < LEAST_TEXT
    ]
    assert poor == []
    assert contrast(colours["on-accent"], colours["accent"]) >= LEAST_TEXT
    assert contrast(colours["line-strong"], colours["surface"]) >= LEAST_EDGE


def test_an_address_changes_with_the_content():
    assert re.fullmatch(r"/static/css/tokens\.css\?v=[0-9a-f]{10}", asset("css/tokens.css"))


def contrast(one: str, other: str) -> float:
    """WCAG 2.2, relative luminance."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
