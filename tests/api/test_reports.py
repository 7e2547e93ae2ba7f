"""Reports over the API: who may ask, then what is answered."""

import csv
import io

import pytest

from api.routers.reports import TYPES
from pipeline.storage.tables import AuditRow
from tests.pipeline.reports.stored import store_scored

URL = "/api/v1/reports"


def test_a_visitor_and_an_agent_see_no_report(site):
    assert site.visitor().get(f"{URL}/agent").status_code == 401
    assert site.sign_in("agent").get(f"{URL}/agent").status_code == 403


@pytest.mark.parametrize("role", ["reviewer", "trainer", "admin"])
@pytest.mark.parametrize("by", ["agent", "team", "check", "week", "quality"])
def test_an_empty_store_gives_an_empty_report(site, role, by):
    answer = site.sign_in(role).get(f"{URL}/{by}")
    assert answer.status_code == 200
    assert (answer.json()["calls"], answer.json()["lines"]) == (0, [])


def test_figures_come_with_interval_and_sample_size(site):
    for n in range(12):
        store_scored(site.database, 80.0 + n % 3, agent="A007", verdicts={"greeting": "pass"})
    (line,) = site.sign_in("reviewer").get(f"{URL}/agent").json()["lines"]
    assert (line["key"], line["score"]["n"], line["score"]["value"]) == ("A007", 12, 81.0)
    assert line["score"]["low"] < 81.0 < line["score"]["high"]
    assert line["standing"] == {"text": "第 1 名", "rank": 1, "more_calls": None}
    assert line["checks"][0]["title"] == "问候与自报"
    (check,) = site.sign_in("trainer").get(f"{URL}/check").json()["lines"]
    assert (check["figure"]["check"], check["figure"]["pass_rate"]["value"]) == ("greeting", 1.0)
    lines = site.sign_in("admin").get(f"{URL}/quality").json()["lines"]
    assert {x["measure"] for x in lines} == {"confidence", "line_faults"}


@pytest.mark.parametrize("format", sorted(TYPES))
@pytest.mark.parametrize("by", ["agent", "quality"])
def test_files_have_their_type_and_name(site, by, format):
    store_scored(site.database, 80.0)
    answer = site.sign_in("trainer").get(f"{URL}/{by}", params={"format": format})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == TYPES[format]
    assert f'filename="tingjian-{by}.{format}"' in answer.headers["content-disposition"]
    with site.database.reading() as session:
        assert session.query(AuditRow).filter_by(action="report.exported", subject_id=by).count() == 1


def test_an_agent_id_that_is_a_formula_is_text_in_the_file(site):
    store_scored(site.database, 80.0, agent="=cmd|'/c calc'!A1")
    content = site.sign_in("reviewer").get(f"{URL}/agent", params={"format": "csv"}).content.decode("utf-8-sig")
    assert next(csv.DictReader(io.StringIO(content)))["坐席"].startswith("'=cmd")


@pytest.mark.parametrize(
    ("path", "params"),
    [
        ("customer", {}),
        ("agent", {"format": "exe"}),
        ("agent", {"since": "x"}),
        ("agent", {"agent": "a\0"}),
        ("agent", {"since": "2026-03-02", "until": "2026-03-01"}),
        ("agent", {"until": "9999-12-31"}),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(site, path, params):
    answer = site.sign_in("reviewer").get(f"{URL}/{path}", params=params)
    assert answer.status_code == 422
    assert answer.json()["detail"]


def test_reports_can_be_restricted(site):
    store_scored(site.database, 80.0, agent="A1", team="一组")
    store_scored(site.database, 70.0, agent="A2", team="二组")
    reviewer = site.sign_in("reviewer")
    assert [x["key"] for x in reviewer.get(f"{URL}/agent", params={"team": "二组"}).json()["lines"]] == ["A2"]
    assert reviewer.get(f"{URL}/agent", params={"until": "2001-01-01"}).json()["calls"] == 0
