"""What people read is marked for translation, and every marked text has its English."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po

from pipeline.language import FOLDER, TITLES
from pipeline.settings import PROJECT

HAN = re.compile("[\u3400-\u9fff]")
FULL_WIDTH = re.compile("[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
MARKED = re.compile(r"""\b_n?\(\s*("[^"]*"|'[^']*')""")
TEMPLATES = sorted([*(PROJECT / "api" / "templates").rglob("*.html"), *(PROJECT / "pipeline").rglob("*.html")])
SCRIPTS = sorted(path for path in (PROJECT / "api" / "static").rglob("*") if path.suffix in (".js", ".css", ".svg"))
# The description of the API, and what the server says on a console, stay as they are.
DESCRIBED = {"description", "examples", "json_schema_extra", "responses", "tags", "example"}
NOT_SHOWN = {"api/main.py", "api/server/serve.py"}
MODULES = sorted(
    path
    for path in (PROJECT / "api").rglob("*.py")
    if "schemas" not in path.parts and str(path.relative_to(PROJECT)) not in NOT_SHOWN
)
MARKS = {"_", "_n", "N_", "Words", "Counted", "translated"}
KEYWORDS = {"_": None, "N_": None, "_n": (1, 1), "gettext": None, "ngettext": (1, 2)}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: p.name)
def test_a_template_has_no_chinese_but_what_is_marked(path):
    text = re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.S)
    assert [line.strip() for line in MARKED.sub("", text).splitlines() if HAN.search(line)] == []


def test_modules_of_the_api_have_no_chinese_but_what_is_marked():
    found = [f"{path.relative_to(PROJECT)}: {text}" for path in MODULES for text in unmarked(path)]
    assert found == []


def test_scripts_and_styles_are_given_their_texts():
    assert [path.name for path in SCRIPTS if HAN.search(path.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize("language", sorted(TITLES.keys() - {"zh"}))
def test_the_catalogue_has_what_is_marked_and_nothing_else(language):
    known = {message.id for message in catalogue(language) if message.id}
    marked = set(collected())
    assert {"missing": marked - known, "stale": known - marked} == {"missing": set(), "stale": set()}, (
        "run `make texts`"
    )


@pytest.mark.parametrize("language", sorted(TITLES.keys() - {"zh"}))
def test_every_text_is_translated_whole(language):
    faults = [fault for message in catalogue(language) if message.id for fault in faults_of(message)]
    assert faults == []


def faults_of(message: Message) -> Iterator[str]:
    source = message.id if isinstance(message.id, str) else message.id[0]
    for text in [message.string] if isinstance(message.string, str) else message.string:
        if not text.strip() and source.strip():
            yield f"no translation: {source}"
        if FULL_WIDTH.search(text):
            yield f"Chinese: {text}"
        if placeholders(source) != placeholders(text):
            yield f"other placeholders: {source} / {text}"
        if tags(source) != tags(text):
            yield f"other tags: {source} / {text}"
        if '"' in re.sub("<[^>]*>", "", text):  # texts stand in attributes, too
            yield f"straight quotes: {text}"


def placeholders(text: str) -> set[str]:
    return set(re.findall(r"%\(\w+\)s|\{\w+:?\w*\}|%%", text))


def tags(text: str) -> list[str]:
    return sorted(re.findall("<[^>]*>", text))


def catalogue(language: str) -> list[Message]:
    with (FOLDER / language / "LC_MESSAGES" / "messages.po").open("rb") as source:
        return list(read_po(source, locale=language))


def collected() -> Iterator[str | tuple[str, ...]]:
    """As ``pybabel extract -F babel.cfg`` finds it."""
    for path in TEMPLATES:
        yield from _of(path, "jinja2", {"newstyle_gettext": "true", "trim_blocks": "true", "lstrip_blocks": "true"})
    for folder in ("api", "pipeline"):
        for path in sorted((PROJECT / folder).rglob("*.py")):
            yield from _of(path, "pipeline.language.extraction:extract", {})


def _of(path: Path, method: str, options: dict[str, str]) -> Iterator[str | tuple[str, ...]]:
    for _line, text, _comments, _context in extract_from_file(method, path, keywords=KEYWORDS, options=options):
        yield text


def unmarked(path: Path) -> Iterator[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)
    }
    for node in _shown(tree):
        said = isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings
        if said and HAN.search(node.value):
            yield node.value


def _shown(node: ast.AST) -> Iterator[ast.AST]:
    """Every node but what is marked and what describes the API."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MARKS:
        for keyword in node.keywords:
            yield from _shown(keyword.value)
        return
    if isinstance(node, ast.keyword) and node.arg in DESCRIBED:
        return
    yield node
    if isinstance(node, ast.Dict):
        keys = [key.value if isinstance(key, ast.Constant) else None for key in node.keys]
        children = [value for key, value in zip(keys, node.values, strict=True) if key not in DESCRIBED]
    else:
        children = list(ast.iter_child_nodes(node))
    for child in children:
        yield from _shown(child)
