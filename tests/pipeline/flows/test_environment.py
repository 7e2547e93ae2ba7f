"""What Prefect is told before it is imported."""

from pipeline.flows import environment


def test_analytics_stay_off_whatever_is_set_and_the_rest_may_be_set(tmp_path, monkeypatch):
    given = {"PREFECT_LOGGING_LEVEL": "DEBUG", "DO_NOT_TRACK": "0", "PREFECT_WORKER_QUERY_SECONDS": "7"}
    monkeypatch.setattr(environment.os, "environ", given)
    environment.prepare(tmp_path, quiet=True)
    set_now = environment.os.environ
    assert (set_now["PREFECT_SERVER_ANALYTICS_ENABLED"], set_now["DO_NOT_TRACK"]) == ("false", "1")
    assert (set_now["PREFECT_LOGGING_LEVEL"], set_now["PREFECT_WORKER_QUERY_SECONDS"]) == ("DEBUG", "7")


def test_a_server_that_does_not_answer_is_no_server(monkeypatch):
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    assert not environment.answers()
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:9/api")  # nobody answers there
    assert not environment.answers()
