"""The sample recordings through the real recogniser and the real classifiers, as a person runs it."""

import fcntl
import json
import subprocess
import sys

import pytest

from pipeline.settings import PROJECT, Settings

SAMPLES = PROJECT / "samples"
RUDE, GOOD = SAMPLES / "wrong-number.wav", SAMPLES / "ward-call-screen.ogg"
pytestmark = pytest.mark.weights


def analyse(out, *recordings):
    command = [sys.executable, "-c", "from pipeline.cli.main import run; run()", "analyze", *map(str, recordings)]
    ran = subprocess.run([*command, "--json", "--out", str(out)], cwd=PROJECT, capture_output=True, check=False)
    assert ran.returncode == 0, ran.stderr.decode()
    return [json.loads(line) for line in ran.stdout.splitlines()]


@pytest.fixture(scope="session")
def first_run(tmp_path_factory):
    """Weights and classifiers are made once, in the usual cache; other workers wait."""
    cache = Settings().cache_dir
    cache.mkdir(parents=True, exist_ok=True)
    out = tmp_path_factory.mktemp("first")
    with (cache / ".tests.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        results = analyse(out, RUDE, GOOD)
    return out, {result["call"]["id"]: result for result in results}


def checks(result):
    return {check["check"]: check for check in result["checks"]}


def test_a_rude_call(first_run):
    """Mono, six rings, a short hello, words that must not be said."""
    result = first_run[1][RUDE.stem]
    assert result["metrics"]["rings"] == 6
    assert 26.5 < result["metrics"]["answered_at"] < 27.5
    assert checks(result)["answer_latency"]["verdict"] == "fail"
    assert checks(result)["greeting"]["elements"]["hello"]
    assert not checks(result)["greeting"]["elements"]["identify"]
    first = result["utterances"][0]
    assert first["role"] == "agent"


def test_a_forbidden_phrase_has_its_place_and_a_reason(first_run):
    """「我哪儿知道啊」 is said about 53 s after the start."""
    result = first_run[1][RUDE.stem]
    [found] = [f for f in result["findings"] if f["category"] == "dismissive" and "我哪儿知道" in f["quote"]]
    assert 52.5 < found["start"] < found["end"] < 56
    assert found["reason"]
    assert found["suggestion"]
    spoken = {u["index"]: u for u in result["utterances"]}
    for finding in result["findings"]:
        if finding["check"] == "forbidden_phrases":
            said = spoken[finding["utterance"]]
            assert said["role"] == "agent"
            assert said["start"] <= finding["start"] <= finding["end"] <= said["end"]


def test_words_are_heard_again_where_the_sound_supports_them(first_run):
    """「你上网查去」 is said and written 查区; 「后面还有人」 only resembles 后面还有电话, and the sound refuses it."""
    result = first_run[1][RUDE.stem]
    again = [(c["written"], c["said"]) for u in result["utterances"] for c in u["corrections"]]
    assert ("你上网查区", "你上网查去") in again
    assert "后面还有人" not in [said for _, said in again]
    assert not [c for u in first_run[1][GOOD.stem]["utterances"] for c in u["corrections"]]


def test_a_good_call(first_run):
    """Stereo, the agent on channel 1, two rings, everything said that should be."""
    result = first_run[1][GOOD.stem]
    assert (result["metrics"]["rings"], result["call"]["agent_channel"]) == (2, 1)
    assert all(checks(result)["greeting"]["elements"].values())
    assert all(checks(result)["closing"]["elements"].values())
    assert {u["role"] for u in result["utterances"] if u["channel"] == 1} == {"agent"}
    assert result["ticket"]["phone"] == "13927456081"
    assert result["scorecard"]["total"] > 80


@pytest.mark.thorough
def test_a_second_run_gives_the_same_bytes(first_run, tmp_path):
    """Of the same command: beside other recordings a call may be recognised a little differently."""
    analyse(tmp_path, RUDE, GOOD)
    for file in tmp_path.iterdir():
        assert file.read_bytes() == (first_run[0] / file.name).read_bytes()
