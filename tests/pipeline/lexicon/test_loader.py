from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.lexicon import LexiconError, check_lexicons, load_pack

PACK = "id: shop\ntitle: 商店\nversion: '1'\n"
RUBRIC = """rubric: shop
version: '1'
title: 评分
grades: [{grade: A, at_least: 0}]
lines: [{check: greeting, weight: 10}]
"""
VAGUE = """category: vague
title: 含糊
severity: minor
suggestion: 我马上查。
entries:
  - {id: vague.maybe, phrases: [可能], except: [不可能, 可能…吗], reason: 不确定, hits: [可能要晚点]}
  - {id: vague.what, phrases: [什么], whole: true, severity: major, reason: 生硬, hits: [什么？]}
"""
GREETING = """script: greeting
title: 开场
words: {help: [帮助, 需要]}
elements:
  hello: {title: 问候, any: [您好, 早上好], hits: [您好]}
  offer_help: {title: 询问, any: ["有什么…{help}"], unless: [没有什么], hits: [有什么可以帮助您的]}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small pack without faults."""
    pack = tmp_path / "lexicons" / "shop"
    write(pack, "pack.yaml", PACK)
    write(pack, "rubric.yaml", RUBRIC)
    write(pack, "phrases/vague.yaml", VAGUE)
    write(pack, "scripts/greeting.yaml", GREETING)
    return pack


def write(pack: Path, name: str, text: str | bytes) -> None:
    path = pack / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())


def faults(pack: Path) -> list[str]:
    with pytest.raises(LexiconError) as caught:
        load_pack(pack)
    return [str(fault) for fault in caught.value.faults]


def test_a_pack_fills_in_what_its_files_say_for_all(folder: Path) -> None:
    pack = load_pack(folder)
    assert (pack.id, pack.title, len(pack.sha256)) == ("shop", "商店", 64)
    maybe, what = pack.phrases["vague.maybe"], pack.phrases["vague.what"]
    assert (maybe.category, maybe.severity, maybe.suggestion) == ("vague", "minor", "我马上查。")
    assert what.severity == "major"


@pytest.mark.parametrize(
    ("text", "quotes"),
    [
        ("可能要等等。", ["可能"]),
        ("这不可能。", []),
        ("可能方便一下吗", []),
        ("嗯，什么？", ["什么"]),
        ("您有什么事", []),
        ("不可能！可能吧。", ["可能"]),
    ],
)
def test_exceptions_and_whole_sentences(folder: Path, text: str, quotes: list[str]) -> None:
    assert [hit.quote for hit in load_pack(folder).phrase_matcher.find(text)] == quotes


def test_scripts_tell_which_elements_were_heard(folder: Path) -> None:
    found = load_pack(folder).script("greeting").find("您好，请问有什么可以帮助您的？")
    assert {name: [hit.quote for hit in hits] for name, hits in found.items()} == {
        "hello": ["您好"],
        "offer_help": ["有什么可以帮助"],
    }
    assert load_pack(folder).script("greeting").find("没有什么需要")["offer_help"] == []


def test_the_hash_covers_every_file(folder: Path) -> None:
    before = load_pack(folder).sha256
    assert load_pack(folder).sha256 == before
    write(folder, "phrases/vague.yaml", VAGUE.replace("不确定", "不肯定"))
    assert load_pack(folder).sha256 != before


def test_a_pack_without_faults_passes_the_check(folder: Path) -> None:
    assert check_lexicons(folder.parent) == []


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("phrases/x.yaml", "category: [", "第 2 行"),
        ("phrases/x.yaml", "标题".encode("gbk"), "UTF-8"),
        ("phrases/x.yaml", "", "空的"),
        ("phrases/x.yaml", "- a\n- b\n", "字段: 内容"),
        ("phrases/x.yaml", "a: &x [1]\nb: *x\n", "锚点"),
        ("phrases/x.yaml", "title: a\ntitle: b\n", "写了两次"),
        ("phrases/x.yaml", "a: " + "[" * 3000 + "]" * 3000, ""),
        ("phrases/x.yaml", "#" * 1_000_001, "过大"),
        ("phrases/x.yaml", "when: 2025-13-45\n", "x.yaml"),
        ("phrases/x.yaml", "a: !!python/object/apply:os.getcwd []\n", "语法"),
        ("phrases/vague.yml", VAGUE, "未知文件"),
        ("phrases/vague.yaml", VAGUE.replace("severity: major", "sevrity: major"), "vague.what · sevrity：未知字段"),
        ("phrases/vague.yaml", VAGUE.replace("category: vague", "category: vage"), "category：只能是"),
        ("phrases/vague.yaml", VAGUE.replace("phrases: [可能]", "phrases: []"), "vague.maybe · phrases：至少"),
        ("phrases/vague.yaml", VAGUE.replace("phrases: [可能]", "phrases: [可能, ' ']"), "不能为空"),
        ("phrases/vague.yaml", VAGUE.replace("phrases: [可能]", "phrases: [可能, '！']"), "必须有文字"),
        ("phrases/vague.yaml", VAGUE.replace("phrases: [可能]", "phrases: [可能, (啥]"), "右括号"),
        ("phrases/vague.yaml", VAGUE.replace("phrases: [可能]", "phrases: [可能, 不可能]"), "既是禁语又是例外"),
        ("phrases/vague.yaml", VAGUE.replace("vague.what", "vague.maybe"), "标识重复"),
        ("phrases/vague.yaml", VAGUE.replace("hits: [什么？]", "hits: [啥？]"), "没有该条的任何短语"),
        ("phrases/vague.yaml", VAGUE.replace("reason: 生硬, ", ""), "reason：缺少必填字段"),
        ("phrases/x.yaml", VAGUE.replace("vague", "blame"), "同时属于"),
        ("scripts/greeting.yaml", GREETING.replace("{help}", "{helps}"), "词表"),
        ("scripts/greeting.yaml", GREETING.replace("早上好", "(早|晚上好"), "右括号"),
        ("scripts/greeting.yaml", GREETING.replace("您好, 早上好", "可能是您"), "不说禁语就无法满足"),
        ("scripts/greeting.yaml", GREETING.replace("title: 问候", "title: 问候, suggestion: 可能"), "禁语「可能」"),
        ("scripts/second.yaml", GREETING, "名称重复"),
        ("slots/when.yaml", GREETING, "slot：缺少必填字段"),
        ("hearing.yaml", "hot_words: [可能]\n", "禁语「可能」"),
        ("hearing.yaml", "announcements: ['(']\n", "右括号"),
        ("rubric.yaml", RUBRIC.replace("weight: 10", "weight: ten"), "greeting · weight：应当是数字"),
        ("rubric.yaml", RUBRIC.replace("version: '1'", "version: 1.0"), "应当是文字"),
    ],
)
def test_faults_are_told_in_words(folder: Path, name: str, content: str | bytes, expected: str) -> None:
    write(folder, name, content)
    assert any(name in fault and expected in fault for fault in faults(folder)), faults(folder)


def test_all_faults_are_told_at_once(folder: Path) -> None:
    (folder / "rubric.yaml").unlink()
    write(folder, "phrases/x.yaml", "category: [")
    write(folder, "scripts/greeting.yaml", GREETING.replace("{help}", "{helps}"))
    told = faults(folder)
    assert len(told) == 3
    assert any("rubric.yaml：缺少这个文件" in fault for fault in told)


def test_faults_of_all_packs_name_the_pack(folder: Path, tmp_path: Path) -> None:
    write(tmp_path / "lexicons" / "other", "pack.yaml", PACK)
    assert [fault.file for fault in check_lexicons(tmp_path / "lexicons")] == ["other/rubric.yaml"]


def test_a_missing_folder_is_a_fault(tmp_path: Path) -> None:
    assert len(check_lexicons(tmp_path / "nothing")) == 1
    assert len(faults(tmp_path / "nothing")) == 2


def test_a_script_may_accept_what_is_forbidden_elsewhere(folder: Path) -> None:
    write(folder, "scripts/greeting.yaml", GREETING.replace("早上好", "可能是您"))
    assert check_lexicons(folder.parent) == []


def test_a_pack_extends_its_neighbour(folder: Path) -> None:
    branch = folder.parent / "branch"
    write(branch, "pack.yaml", PACK.replace("id: shop", "id: branch") + "extends: shop\n")
    write(branch, "scripts/greeting.yaml", GREETING.replace("早上好", "欢迎"))
    pack = load_pack(branch)
    assert (pack.id, set(pack.phrases), pack.rubric.rubric) == ("branch", {"vague.maybe", "vague.what"}, "shop")
    assert pack.script("greeting").find("欢迎")["hello"]
    assert pack.sha256 != load_pack(folder).sha256


def test_a_pack_cannot_extend_nothing(folder: Path) -> None:
    branch = folder.parent / "branch"
    write(branch, "pack.yaml", PACK + "extends: nowhere\n")
    write(branch, "rubric.yaml", RUBRIC)
    assert "nowhere" in faults(branch)[0]
