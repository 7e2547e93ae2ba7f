"""Recordings and a manifest are dropped on a page; each file says what became of it."""

import wave

import pytest
from playwright.sync_api import expect
from sqlalchemy import func, select

from pipeline.storage.tables import CallRow
from tests.e2e.accessibility import violations

MANY = 500


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "recordings"
    made.mkdir()
    return made


def tone(path, number: int):
    """A short recording like no other."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(number.to_bytes(2, "little") * 800)
    return path


def stored(live) -> int:
    with live[0].database.reading() as session:
        return session.scalar(select(func.count()).select_from(CallRow))


def test_recordings_duplicates_faults_and_a_manifest(visit, live, folder):
    before = stored(live)
    tones = [tone(folder / f"call-{n}.wav", n) for n in (1, 2)]
    twin = folder / "again.wav"
    twin.write_bytes(tones[0].read_bytes())
    (folder / "empty.wav").write_bytes(b"")
    manifest = folder / "calls.csv"
    manifest.write_text("recording,team\ncall-2.wav,三组\nelsewhere.wav,一组\n", encoding="utf-8")
    page = visit("liting", "/calls", refused=422)
    page.click("text=上传录音")
    page.wait_for_url("**/uploads")
    assert violations(page) == []
    page.fill("[name=agent_id]", "A077")
    page.set_input_files("[data-files]", [*tones, twin, folder / "empty.wav", manifest])
    rows = page.locator("[data-rows] tr")
    expect(rows).to_have_count(5)
    expect(rows.nth(4)).to_contain_text("对上 1 通")
    expect(rows.nth(4)).to_contain_text("1 个录音不在库里")
    expect(rows.nth(3)).to_contain_text("文件为空")
    expect(page.locator("[data-summary]")).to_contain_text("没有成功 1")
    assert stored(live) == before + 2
    with live[0].database.reading() as session:
        call = session.scalars(select(CallRow).filter_by(name="call-2")).one()
        assert (call.agent_id, call.team) == ("A077", "三组")
    assert violations(page) == []


@pytest.mark.thorough
def test_hundreds_at_once(visit, live, folder):
    before = stored(live)
    page = visit("liting", "/uploads")
    page.set_input_files("[data-files]", [tone(folder / f"call-{n}.wav", n) for n in range(1, MANY + 1)])
    expect(page.locator("[data-summary]")).to_contain_text(f"等待分析 {MANY}", timeout=300_000)
    assert stored(live) == before + MANY


def test_it_is_for_those_who_may_upload(visit):
    page = visit("chen", "/uploads", refused=403)
    expect(page.locator("main")).to_contain_text("这里不对您开放")
    expect(page.locator("nav[aria-label='主导航'] a")).not_to_have_count(0)  # the way on is still there
