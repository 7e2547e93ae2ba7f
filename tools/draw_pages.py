"""Take the README's pictures of the pages from a running demonstration, with Debian's Chromium.

make demo | tee demo.txt         # in another terminal
.venv/bin/python tools/draw_pages.py demo.txt docs/images
"""

import re
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ADDRESS = "http://127.0.0.1:8000"
PEOPLE = re.compile(r"│ ([a-z-]+) +│ (\S+) +│")


def sign_in(page: Page, name: str, password: str) -> None:
    page.goto(ADDRESS)
    page.fill("input[name=name]", name)
    page.fill("input[type=password]", password)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "sign-in" not in url)
    page.wait_for_load_state("networkidle")


def draw(page: Page, target: Path) -> None:
    page.wait_for_timeout(2000)
    page.screenshot(path=target)


def main(told: Path, folder: Path) -> None:
    passwords = dict(PEOPLE.findall(told.read_text("utf-8")))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        desk = browser.new_page(viewport={"width": 1280, "height": 860}, locale="zh-CN")
        sign_in(desk, "reviewer", passwords["reviewer"])
        draw(desk, folder / "queue.png")
        desk.locator("main table a").first.click()
        desk.wait_for_load_state("networkidle")
        draw(desk, folder / "call.png")
        phone = browser.new_page(viewport={"width": 640, "height": 430}, locale="zh-CN")
        sign_in(phone, "agent", passwords["agent"])
        draw(phone, folder / "agent.png")
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
