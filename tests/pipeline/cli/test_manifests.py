"""``tingjian analyze --manifest``: what telephone systems and spreadsheets really deliver."""

import pytest

from tests.pipeline.cli import calls

ROWS = "recording,agent_id,direction,agent_channel\na.wav,A007,outbound,0\n"


@pytest.fixture
def analyse(tingjian, tmp_path):
    """Runs a.wav with a manifest of the given content."""
    calls.stereo_call(tmp_path / "a.wav")

    def command(content: str | bytes, *more: object):
        raw = content if isinstance(content, bytes) else content.encode()
        (tmp_path / "m.csv").write_bytes(raw)
        return tingjian("analyze", tmp_path / "a.wav", *more, "--manifest", tmp_path / "m.csv", "--json")

    return command


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_encodings_and_separators(analyse, encoding, separator):
    ran = analyse("recording,team,agent_id\r\na.wav,华东一组,A007\r\n".replace(",", separator).encode(encoding))
    assert ran.status == 0, ran.err
    assert (ran.results[0]["call"]["team"], ran.results[0]["call"]["agent_id"]) == ("华东一组", "A007")


def test_unknown_columns_are_named_and_ignored(analyse):
    ran = analyse("recording,备注,agent_id,colour\na.wav,x,A007,y\n")
    assert ran.status == 0
    assert "忽略未知的列 colour、备注" in ran.err
    assert ran.results[0]["call"]["agent_id"] == "A007"


UNUSABLE = ["", "agent_id\nA007\n", "a.wav,13800138000\n", b"\xff\xfe\xff", b"\x89PNG\r\n\x1a\n\0"]


@pytest.mark.parametrize("content", UNUSABLE)
def test_an_unusable_manifest_ends_with_one_sentence(analyse, content):
    ran = analyse(content)
    assert (ran.status, ran.out) == (1, "")
    assert ran.err.startswith("tingjian: m.csv：清单")
    assert "13800138000" not in ran.err


def test_a_missing_manifest(tingjian, tmp_path):
    ran = tingjian("analyze", calls.stereo_call(tmp_path / "a.wav"), "--manifest", tmp_path / "none.csv")
    assert ran.status == 1
    assert "找不到这个清单文件" in ran.err


def test_bad_values_are_left_out_with_their_line(analyse):
    heading = "recording,agent_id,direction,agent_channel,ring_seconds,started_at,answered_at\n"
    ran = analyse(heading + "\na.wav,A007,sideways,2,-3,yesterday,nan\n")
    assert ran.status == 0
    for column in ("direction", "agent_channel", "ring_seconds", "started_at", "answered_at"):
        assert f"m.csv 第 3 行：{column}" in ran.err
    assert ran.results[0]["call"]["agent_id"] == "A007"


def test_rows_that_contradict_each_other_are_not_used(analyse):
    ran = analyse("recording,agent_id\na.wav,A007\na.wav,A008\n")
    assert ran.status == 0
    assert "不一致，均不采用" in ran.err
    assert ran.results[0]["call"]["agent_id"] is None


def test_listed_but_missing_and_present_but_not_listed(analyse, tmp_path):
    ran = analyse("recording,agent_id\nb.wav,A007\n")
    assert ran.status == 0
    assert "没有找到的录音 1 个：b.wav" in ran.err
    assert "没有列入清单的录音（坐席未知） 1 个：a.wav" in ran.err
    assert ran.results[0]["call"]["agent_id"] is None


@pytest.mark.parametrize(("listed", "swapped"), [(0, False), (1, True)])
def test_a_swapped_agent_channel_is_noticed(analyse, listed, swapped):
    """What is said shows that channel 0 is the agent's; the manifest is followed, but a person must look."""
    [result] = analyse(f"recording,agent_channel\na.wav,{listed}\n").results
    assert result["call"]["agent_channel"] == listed
    assert ("channels_swapped" in {i["code"] for i in result["health"]}) == swapped
    assert result["provenance"]["role_reasons"][0] == "清单给出了坐席声道"
    assert {u["role"] for u in result["utterances"] if u["channel"] == listed} == {"agent"}
    if swapped:
        assert any("坐席声道" in reason for reason in result["scorecard"]["review_reasons"])
        assert all(u["role_confidence"] <= 0.5 for u in result["utterances"])


def test_without_a_manifest_role_and_direction_are_inferred(tingjian, tmp_path):
    [result] = tingjian("analyze", calls.stereo_call(tmp_path / "a.wav"), "--json").results
    assert (result["call"]["agent_channel"], result["call"]["direction"]) == (0, "inbound")
    assert result["provenance"]["role_reasons"]
