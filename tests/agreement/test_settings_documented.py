"""docs/settings.md names every setting with its default, and nothing else."""

import re
from pathlib import Path

from pipeline.settings import PROJECT, Settings

DOCUMENTED = dict(
    re.findall(r"^\| `(TINGJIAN_[A-Z_]+)` \| `([^`]*)` \| \S", (PROJECT / "docs/settings.md").read_text("utf-8"), re.M)
)


def shown(default: object) -> str:
    """As the page writes it: without this machine's folders."""
    text = str(default)
    if isinstance(default, Path):
        text = text.replace(f"{PROJECT}/", "").replace(str(Path.home()), "~")
    return text


def test_every_setting_is_documented_with_its_default():
    fields = {f"TINGJIAN_{name.upper()}": shown(field.default) for name, field in Settings.model_fields.items()}
    assert fields == DOCUMENTED
