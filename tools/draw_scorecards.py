"""Writes the table of scorecards as a page, to be photographed for the README.

    python tools/draw_scorecards.py RESULTS_DIR PAGE.html
    chromium --headless --window-size=960,860 --screenshot=docs/images/scorecards.png PAGE.html

RESULTS_DIR holds what ``tingjian analyze --out`` wrote. The page needs Noto Sans Mono CJK, whose Chinese characters are
exactly two Latin ones wide, and DejaVu Sans Mono for the lines.
"""

from __future__ import annotations

import argparse
import io
import json
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import MONOKAI

from pipeline.cli.scorecards import scorecard_table

PAGE = """<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><style>
@font-face {{ font-family: lines; src: local("DejaVu Sans Mono"); unicode-range: U+2248, U+2500-257F; size-adjust: 83%; }}
body {{ background: {background}; color: {foreground}; margin: 16px; }}
pre {{ font: 15px/1.25 lines, "Noto Sans Mono CJK SC", monospace; }}
{stylesheet}</style></head><body><pre>{code}</pre></body></html>"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("results", type=Path)
    parser.add_argument("page", type=Path)
    arguments = parser.parse_args()
    results = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(arguments.results.glob("*.json"))]
    console = Console(record=True, width=140, file=io.StringIO())
    console.print(scorecard_table(results))
    arguments.page.write_text(console.export_html(theme=MONOKAI, code_format=PAGE), encoding="utf-8")


if __name__ == "__main__":
    main()
