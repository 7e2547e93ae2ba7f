"""What axe finds wrong on a page, in light and in dark."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

NORMS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RULES: dict[str, Any] = {"runOnly": NORMS, "resultTypes": ["violations"]}
COLOURS: dict[str, Any] = {"runOnly": ["color-contrast"], "resultTypes": ["violations"]}


def violations(page: Page, dark: bool = True) -> list[str]:
    """Every fault of the page as it is. Dark differs by its colours alone: only their contrast is looked at again."""
    page.emulate_media(color_scheme="light", reduced_motion="reduce")  # else colours would be caught half-way
    found = _faults(page, RULES)
    if dark:
        page.emulate_media(color_scheme="dark", reduced_motion="reduce")
        found += [f"dark: {fault}" for fault in _faults(page, COLOURS)]
        page.emulate_media(color_scheme="light", reduced_motion="reduce")
    return found


def _faults(page: Page, options: dict[str, Any]) -> list[str]:
    found = Axe().run(page, options=options).response["violations"]
    return [f"{v['id']}: {node['html'][:160]}" for v in found for node in v["nodes"]]
