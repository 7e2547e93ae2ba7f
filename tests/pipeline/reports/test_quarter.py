"""The quarter's report: its figures are those of a plain recomputation from the rows, its findings are followed."""

import random
from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from pipeline.accounts import users
from pipeline.domain.promise import state_at
from pipeline.reports import Filter, make_report
from pipeline.reports.quarter import paper
from pipeline.reports.quarter.book import xlsx_bytes
from pipeline.reports.quarter.findings import BadFinding, Outcome, Wish, add_finding, withdraw_finding
from pipeline.reports.quarter.make import make_quarter
from pipeline.storage import Database
from pipeline.storage.period import Period, PeriodError
from pipeline.storage.tables import CallRow, CaseRow, PromiseRow, UserRole
from tests.databases import empty_sqlite
from tests.pipeline.reports.stored import store_scored

ZONE = "Asia/Shanghai"
NOW = datetime(2026, 12, 20, tzinfo=UTC)
FIRST_DAY = datetime(2026, 7, 1, 2, tzinfo=UTC)


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """Two quarters of calls, cases and promises, thrown by dice."""
    database, dice = Database(empty_sqlite(tmp_path_factory.mktemp("quarter") / "t.db")), random.Random(5)
    for number in range(60):
        began = FIRST_DAY + timedelta(days=dice.uniform(0, 165))
        project, fault = dice.choice(["门诊楼", "法院", None]), dice.choice(["打印故障", "网络中断", None])
        with database.writing() as session:
            session.add(CaseRow(number=number + 1))
        for step in range(dice.randint(1, 3)):
            at = began + timedelta(hours=step * dice.uniform(1, 40))
            verdicts, forbidden = {"greeting": dice.choice(["pass", "fail"])}, dice.choice([0, 0, 1])
            call_id = store_scored(
                database, dice.uniform(50, 100), agent=f"A{number % 3}", when=at, forbidden=forbidden, verdicts=verdicts
            )
            with database.writing() as session:
                row = session.get_one(CallRow, call_id)
                row.case_number, row.project, row.fault_type = number + 1, project, fault
                row.customer_number = f"1390000{number % 7:04}"
                row.direction = "inbound" if step == 0 else dice.choice(["inbound", "outbound"])
                if dice.random() < 0.7:
                    due = at + timedelta(hours=dice.uniform(1, 30))
                    taken = None if dice.random() < 0.3 else at + timedelta(hours=dice.uniform(1, 40))
                    session.add(
                        PromiseRow(
                            call_id=call_id,
                            case_number=number + 1,
                            kind="promise",
                            text="x",
                            made_at=at,
                            due_at=due,
                            taken_up_at=taken,
                            agent_id=row.agent_id,
                        )
                    )
    yield database
    database.close()


def report(database, by="project", quarter="2026Q4"):
    with database.reading() as session:
        return make_quarter(session, ZONE, quarter, by, NOW)


def recomputed(database, since, until, **only):
    """The same figures by hand: every row in Python, then plain pandas."""
    with database.reading() as session:
        calls = pd.DataFrame(
            [
                {
                    "id": c.id,
                    "case": c.case_number,
                    "at": c.started_at,
                    "out": c.direction == "outbound",
                    "score": c.score,
                    "who": c.customer_number,
                    "project": c.project,
                    "fault": c.fault_type,
                }
                for c in session.scalars(select(CallRow))
            ]
        ).sort_values("at")
        promises = [
            {
                "call": p.call_id,
                "due": p.due_at,
                "state": state_at(NOW, due_at=p.due_at, taken_up_at=p.taken_up_at).value,
            }
            for p in session.scalars(select(PromiseRow))
        ]
    planned = {p["call"] for p in promises if p["due"] is not None}
    cases = []
    for _, own in calls.groupby("case"):
        first = own.iloc[0]
        answers = own[own["out"] | own["id"].isin(planned)]
        hours = (answers.iloc[0]["at"] - first["at"]).total_seconds() / 3600 if len(answers) else None
        cases.append({**first, "hours": hours})
    begun = sorted(cases, key=lambda case: case["at"])
    for place, case in enumerate(begun):
        same = [b["at"] for b in begun[:place] if b["who"] == case["who"] and b["fault"] == case["fault"] is not None]
        case["again"] = bool(same) and case["at"] - same[-1] <= timedelta(days=30)
    cases = [c for c in begun if since <= c["at"] < until and all(c[k] == v for k, v in only.items())]
    calls = calls[(calls["at"] >= since) & (calls["at"] < until)]
    for name, value in only.items():
        calls = calls[calls[name] == value]
    ended = [p["state"] for p in promises if p["call"] in set(calls["id"]) and p["state"] != "open"]
    hours = pd.Series([c["hours"] for c in cases], dtype=float)
    return {
        "calls": len(calls),
        "cases": len(cases),
        "repeats": sum(c["again"] for c in cases),
        "answer_hours": hours.median(),
        "answered_in_time": (hours <= 24).mean(),
        "kept_rate": sum(s == "kept" for s in ended) / len(ended),
        "score": calls["score"].mean(),
    }


def edges(quarter):
    period = Period.of_quarter(ZONE, quarter)
    return period.since, period.until


def test_the_figures_are_those_of_a_recomputation(filled):
    made = report(filled)
    for line, quarter in ((made.whole.now, "2026Q4"), (made.whole.before, "2026Q3")):
        for name, value in recomputed(filled, *edges(quarter)).items():
            assert line[name].value == pytest.approx(value), (quarter, name)


@pytest.mark.parametrize(
    ("by", "column", "value"), [("project", "project", "法院"), ("fault_type", "fault", "打印故障")]
)
def test_the_figures_of_a_group_are_those_of_a_recomputation(filled, by, column, value):
    line = next(line for line in report(filled, by).lines if line.label == value)
    for name, expected in recomputed(filled, *edges("2026Q4"), **{column: value}).items():
        assert line.now[name].value == pytest.approx(expected), name


def test_an_empty_quarter_says_nothing_and_breaks_nothing(database):
    made = report(database)
    assert (made.whole.now["calls"].value, made.whole.now["score"].value, list(made.lines)) == (0.0, None, [])
    assert b"2026Q4" in paper.html_bytes(made)


def test_a_name_that_is_no_quarter_is_refused(filled):
    for name in ("2026", "2026Q5", "Q4", "2026-Q4"):
        with pytest.raises(PeriodError):
            report(filled, quarter=name)


def test_findings_of_the_quarter_before_are_carried_forward_with_their_figures(filled):
    with filled.writing() as session:
        user = users.add_user(session, "liting", UserRole.ADMIN, "unusable").id
        ids = [
            add_finding(session, Wish("2026Q3", title, measure, goal, project), user).id
            for title, measure, goal, project in (
                ("评分及格", "score", 10.0, None),
                ("全部兑现", "kept_rate", 100.0, "法院"),
                ("不再提", "score", 1.0, None),
            )
        ]
        with pytest.raises(BadFinding):
            add_finding(session, Wish("2026Q3", "更多通话", "calls", 1.0), user)
        withdraw_finding(session, ids[2])
    found = {one.row.title: one for one in report(filled).followed}
    assert set(found) == {"评分及格", "全部兑现"}
    assert found["评分及格"].outcome is Outcome.SOLVED
    kept = found["全部兑现"]
    assert kept.now.value == pytest.approx(recomputed(filled, *edges("2026Q4"), project="法院")["kept_rate"])
    worse = kept.now.value < kept.before.value
    assert kept.outcome is (Outcome.WORSE if worse else Outcome.OPEN)


def test_the_workbook_holds_the_same_numbers(filled, tmp_path):
    made = report(filled)
    path = tmp_path / "q.xlsx"
    path.write_bytes(xlsx_bytes(made))
    rows = {row[0]: row for row in load_workbook(path)["概览"].iter_rows(values_only=True)}
    assert rows["平均分"][2] == pytest.approx(made.whole.now["score"].value, abs=0.001)
    assert rows["承诺按时兑现"][2] == pytest.approx(100 * made.whole.now["kept_rate"].value, abs=0.001)


def test_a_pdf_or_a_clear_word(filled):
    try:
        page = paper.pdf_bytes(report(filled))
    except paper.NoPaper as error:
        page = str(error).encode()
    assert page.startswith(b"%PDF") or page.decode() in (paper.NO_FONT, paper.NO_RENDERER)


@pytest.mark.parametrize("by", ["project", "fault_type", "queue", "month", "quarter"])
def test_the_other_reports_group_by_it_too(filled, by):
    with filled.reading() as session:
        made = make_report(session, by, Filter(Period.of(ZONE)))
        calls = session.scalars(select(CallRow)).all()
    assert sum(line.calls for line in made.lines) == len(calls)


def test_the_report_of_commitments(filled):
    with filled.reading() as session:
        made = make_report(session, "commitments", Filter(Period.of(ZONE)))
        states = [
            (p.agent_id, state_at(datetime.now(UTC), due_at=p.due_at, taken_up_at=p.taken_up_at).value)
            for p in session.scalars(select(PromiseRow))
        ]
    for line in made.lines:
        assert (line.kept, line.late, line.broken, line.open) == tuple(
            states.count((line.key, state)) for state in ("kept", "late", "broken", "open")
        )
