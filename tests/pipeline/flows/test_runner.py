"""What a runner does without a Prefect server: everything once, errors raised."""

import pytest

from pipeline.flows import environment
from pipeline.flows.runner import Runner
from pipeline.settings import Settings


@pytest.fixture
def runner(tmp_path, monkeypatch):
    monkeypatch.setattr(environment, "prepare", lambda cache_dir: None)
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:9/api")  # nobody answers there
    with Runner(Settings(cache_dir=tmp_path, _env_file=None)) as runner:
        yield runner


def test_without_an_answer_everything_is_done_once(runner):
    done = []
    runner.map(done.append, 20, "some-flow", 4)
    assert sorted(done) == list(range(20))
    assert not runner.lost


def test_an_error_is_raised(runner):
    def fail(number):
        raise ValueError(number)

    with pytest.raises(ValueError, match="0"):
        runner.map(fail, 1, "some-flow", 1)


def test_analytics_stay_off_whatever_is_set_and_the_rest_may_be_set(tmp_path, monkeypatch):
    monkeypatch.setattr(environment.os, "environ", {"PREFECT_LOGGING_LEVEL": "DEBUG", "DO_NOT_TRACK": "0"})
    environment.prepare(tmp_path)
    set_now = environment.os.environ
    assert (set_now["PREFECT_SERVER_ANALYTICS_ENABLED"], set_now["DO_NOT_TRACK"]) == ("false", "1")
    assert set_now["PREFECT_LOGGING_LEVEL"] == "DEBUG"
