"""The table of names: complete, without two meanings, and faults said in words."""

import pytest

from pipeline.errors import SettingsError
from pipeline.intake.vocabulary import vocabulary

WRONG = {
    "columns: [": "不是有效的 YAML（第 1 行）",
    "column: {}": "column 应为名称的列表",
    "columns: {agent_id: 工号}": "columns.agent_id 应为名称的列表",
    "columns: {agent: [工号]}": "columns.agent：没有这一项",
    "columns: {agent_id: [编号], team: [编号]}": "columns.team：「编号」已是 agent_id 的名称",
    "columns: {agent_id: [team]}": "columns.agent_id：「team」已是 team 的名称",
    "values: {team: {a: [b]}}": "values.team：没有这一列",
    "values: {direction: {up: [上]}}": "values.direction.up：没有这一项，可用：inbound、outbound",
    "speakers: {agent: ['']}": "speakers.agent：有空的名称",
}


@pytest.mark.parametrize("content", WRONG)
def test_faults(tmp_path, content):
    path = tmp_path / "own.yaml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(SettingsError, match=r"own\.yaml") as raised:
        vocabulary(path)
    assert WRONG[content] in str(raised.value)


def test_all_faults_at_once(tmp_path):
    path = tmp_path / "own.yaml"
    path.write_text("columns: {agent: [x]}\nvalues: {direction: {up: [y]}}\nspeakers: {chef: [z]}\n", encoding="utf-8")
    with pytest.raises(SettingsError) as raised:
        vocabulary(path)
    assert all(entry in str(raised.value) for entry in ("columns.agent", "values.direction.up", "speakers.chef"))


def test_a_missing_file(tmp_path):
    with pytest.raises(SettingsError, match="无法读取"):
        vocabulary(tmp_path / "none.yaml")


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("录音文件", "recording"),
        (" Agent ID ", "agent_id"),
        ("agent-id", "agent_id"),
        ("振铃时长（毫秒）", "ring_seconds"),
        ("呼叫方向(呼入/呼出)", "direction"),
        ("*坐席工号", "agent_id"),
        ("备注", "备注"),
    ],
)
def test_headings(heading, column):
    assert vocabulary().column(heading) == column
