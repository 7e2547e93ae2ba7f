"""models/README.md says what each file is for."""

from pipeline.settings import PROJECT

README = (PROJECT / "models" / "README.md").read_text(encoding="utf-8")


def test_every_file_is_explained():
    files = {p.name for p in (PROJECT / "models").glob("*.py")} - {"__init__.py"}
    assert {name for name in files if f"`{name}`" not in README} == set()
