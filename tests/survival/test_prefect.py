"""What Prefect's server learns of our work: names of flows and ids of calls, nothing else."""

import httpx

from pipeline.storage.tables import CallRow
from tests.databases import empty_sqlite
from tests.survival.conftest import Place


def test_the_server_knows_flows_and_call_ids_only(tmp_path, prefect):
    place = Place(tmp_path, empty_sqlite(tmp_path / "tingjian.db"))
    assert place.run("ingest", place.recordings(2), PREFECT_API_URL=prefect).status() == 0
    assert place.run("retention", PREFECT_API_URL=prefect, TINGJIAN_KEEP_AUDIO_DAYS="1").status() == 0
    with place.reading() as session:
        ids = {row.id for row in session.query(CallRow)}
    flows = httpx.post(f"{prefect}/flows/filter", json={}).json()
    assert {"hear-calls", "retention"} <= {flow["name"] for flow in flows}
    tasks = httpx.post(f"{prefect}/task_runs/filter", json={}).json()
    assert ids <= {task["name"] for task in tasks}
    runs = httpx.post(f"{prefect}/flow_runs/filter", json={}).json()
    assert [run["parameters"] for run in runs] == [{}] * len(runs)
    assert not [one for one in (*tasks, *runs, *flows) if "call-0" in str(one) or "打印机" in str(one)]
