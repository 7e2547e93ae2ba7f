"""A sent pack is read in memory and can neither leave its folder nor fill the machine."""

import io
import stat
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.lexicon import LexiconError, load_files, pack_files, with_base
from pipeline.lexicon_lab import upload
from pipeline.lexicon_lab.upload import files_of_zip
from pipeline.settings import PROJECT


def packed(files, compression=zipfile.ZIP_DEFLATED):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def faults(content):
    with pytest.raises(LexiconError) as caught:
        files_of_zip(content)
    return " ".join(map(str, caught.value.faults))


def test_a_pack_arrives_with_or_without_a_folder_around_it():
    own = dict(pack_files(PROJECT / "lexicons" / "hotline"))
    assert files_of_zip(packed(own)) == own
    assert files_of_zip(packed({f"词库 1/{n}": c for n, c in own.items()} | {"__MACOSX/x": b""})) == own
    assert load_files(with_base(own, PROJECT / "lexicons")).id == "hotline"


@pytest.mark.parametrize(
    "name",
    [
        "../x.yaml",
        "/etc/x.yaml",
        "phrases/../../x.yaml",
        "a/b/c.yaml",
        "C:\\x.yaml",
        "phrases\\..\\x.yaml",
        "phrases/a\nb.yaml",
        ".hidden",
    ],
)
def test_names_that_lead_elsewhere_are_refused(name):
    assert "文件名不允许" in faults(packed({"pack.yaml": b"", name: b"x"}))


def test_links_are_refused():
    info = zipfile.ZipInfo("pack.yaml")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(info, "/etc/passwd")
    assert "链接" in faults(buffer.getvalue())


def test_a_bomb_is_stopped_while_it_is_read():
    assert "文件过大" in faults(packed({"pack.yaml": b"0" * 50_000_000}))


def test_many_files_that_together_are_too_large_are_stopped():
    many = {f"phrases/{n}.yaml": b"#" * 900_000 for n in range(20)}
    assert "解压后过大" in faults(packed(many))


def test_too_many_files_too_large_a_zip_and_no_zip():
    assert "文件太多" in faults(packed({f"phrases/{n}.yaml": b"" for n in range(201)}))
    assert "文件过大" in faults(b"0" * (upload.LARGEST_ZIP + 1))
    assert "不是有效的 ZIP" in faults(b"PK\x03\x04 nothing")
    assert "空" in faults(packed({}))


def test_the_same_name_twice_is_refused():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("pack.yaml", "a")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("pack.yaml", "b")
    assert "两次" in faults(buffer.getvalue())


@given(st.binary(max_size=300), st.integers(0, 200))
def test_damaged_files_are_refused_in_words(noise, at):
    whole = packed({"pack.yaml": b"id: x", "rubric.yaml": b"y"})
    with suppress(LexiconError):  # anything else would be an error of ours
        files_of_zip(whole[:at] + noise + whole[at + len(noise) :])
