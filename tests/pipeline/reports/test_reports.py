"""Reports over the store, on both databases."""

from datetime import UTC, datetime, timedelta

import pytest

from pipeline.reports import Filter, make_report
from pipeline.storage.period import Period
from tests.pipeline.reports.stored import MONDAY, correct, store_scored

ALL = Filter(Period.of("Asia/Shanghai"))


def report(database, by, chosen=ALL):
    with database.reading() as session:
        return make_report(session, by, chosen)


@pytest.mark.parametrize("by", ["agent", "team", "check", "week", "quality"])
def test_an_empty_store_gives_an_empty_report_that_says_so(database, by):
    made = report(database, by)
    assert (made.calls, list(made.lines)) == (0, [])
    assert "没有已评分的通话" in made.notes[0]


def test_agents_with_averages_counts_and_ranks(database):
    for n in range(12):
        store_scored(database, 90.0 + n % 2, agent="A1", verdicts={"greeting": "pass", "closing": "unsure"})
        store_scored(database, 60.0 + n % 3, agent="A2", forbidden=2, verdicts={"greeting": "fail"})
    for _ in range(3):
        store_scored(database, 100.0, agent="A3")
    store_scored(database, 10.0, agent=None, team=None)
    first, second, few, unknown = report(database, "agent").lines
    assert (first.key, first.calls, first.score.value, first.standing.rank) == ("A1", 12, 90.5, 1)
    assert (second.key, second.standing.rank, second.forbidden.value) == ("A2", 2, 200.0)
    assert few.standing.text.startswith("样本不足（3")
    assert (unknown.key, unknown.label, unknown.standing.text) == (None, "坐席不明", "不参与排名")
    checks = {figure.check: figure for figure in first.checks}
    assert (checks["greeting"].pass_rate.value, checks["greeting"].pass_rate.n) == (1.0, 12)
    assert (checks["closing"].unsure, checks["closing"].pass_rate.n) == (12, 0)


def test_what_people_corrected_counts_instead_of_the_machines(database):
    call_id = store_scored(database, 50.0, forbidden=2, verdicts={"greeting": "fail"})
    correct(database, call_id, 95.0, {"greeting": "pass"}, {"action": "reject", "ordinal": 0})
    (line,) = report(database, "agent").lines
    assert (line.score.value, line.corrected, line.forbidden.value) == (95.0, 1, 100.0)
    assert (line.checks[0].passed, line.checks[0].failed) == (1, 0)


def test_added_findings_count_and_withdrawn_decisions_do_not(database):
    call_id = store_scored(database, 50.0, forbidden=1)
    added = {"action": "add", "utterance": 1, "char_start": 0, "char_end": 3}
    correct(database, call_id, 40.0, {"greeting": "pass"}, added, {"action": "reject", "ordinal": 0})
    (line,) = report(database, "agent").lines
    assert line.forbidden.value == 100.0  # one rejected, one added


def test_the_period_the_agent_and_the_team_restrict(database):
    store_scored(database, 80.0, agent="A1", team="一组", when=MONDAY)
    store_scored(database, 70.0, agent="A2", team="二组", when=MONDAY + timedelta(days=1))
    store_scored(database, 60.0, agent="A3", team="二组", when=None)  # stored today
    shanghai = Period.of("Asia/Shanghai", "2026-11-16", "2026-11-16")
    assert [x.key for x in report(database, "agent", Filter(shanghai)).lines] == ["A1"]
    assert report(database, "agent", Filter(ALL.period, team="二组")).calls == 2
    assert [x.key for x in report(database, "agent", Filter(ALL.period, agent="A2")).lines] == ["A2"]
    assert report(database, "week", Filter(shanghai)).calls == 1


def test_weeks_begin_on_monday_in_the_time_zone_and_are_compared(database):
    sunday = datetime(2026, 11, 15, 15, 59, tzinfo=UTC)  # 23:59 in Shanghai
    for n in range(10):
        store_scored(database, 60.0 + n % 2, when=sunday)
        store_scored(database, 90.0 + n % 2, when=sunday + timedelta(minutes=1), verdicts={"closing": "fail"})
    before, after = report(database, "week").lines
    assert [(x.key, x.calls) for x in (before, after)] == [("2026-W46", 10), ("2026-W47", 10)]
    assert after.standing.text == "高于上周"
    assert [x.check for x in after.checks] == ["closing"]


def test_checks_with_their_trend_the_worst_first(database):
    for week in range(4):
        for n in range(10):
            greeting = "pass" if n < 2 * week + 2 else "fail"
            verdicts = {"greeting": greeting, "closing": "pass", "courtesy": "not_applicable"}
            store_scored(database, 80.0, when=MONDAY + timedelta(weeks=week), verdicts=verdicts)
    greeting, closing, courtesy = report(database, "check").lines
    assert (greeting.figure.check, greeting.trend.direction) == ("greeting", "up")
    assert [p.figure.value for p in greeting.weeks] == [0.2, 0.4, 0.6, 0.8]
    assert (closing.figure.check, closing.trend.direction) == ("closing", "unclear")
    assert courtesy.standing.text.startswith("样本不足（0")
    assert courtesy.figure.not_applicable == 40


def test_trends_of_agents_need_weeks_and_calls(database):
    for week in range(4):
        for n in range(4):
            store_scored(database, 60.0 + 8 * week + n % 2, agent="rises", when=MONDAY + timedelta(weeks=week))
            store_scored(database, 60.0 + 8 * n, agent="one week", when=MONDAY)
    trends = {x.key: x.trend for x in report(database, "agent").lines}
    assert (trends["rises"].direction, trends["one week"].direction) == ("up", "too_few")
    assert trends["rises"].per_week == pytest.approx(8.0)


def test_violations_that_follow_bad_hearing_are_told(database):
    for n in range(60):
        store_scored(database, 80.0, agent=f"A{n % 3}", confidence=0.5 + n / 200, forbidden=int(n < 20))
    lines = report(database, "quality").lines
    confidence = [x for x in lines if x.measure == "confidence"]
    assert all(x.correlation.high < 0 and "复核这些通话" in x.reading for x in confidence)
    assert [b.figure.n for b in confidence[0].bins] == [12] * 5
    assert next(x for x in lines if x.measure == "line_faults").reading == "数值没有变化，无法判断"


def test_who_has_the_bad_line_does_not_make_the_hearing_unfair(database):
    for n in range(40):
        store_scored(database, 80.0, agent="bad line", confidence=0.5 + n % 5 / 100, forbidden=int(n % 2 == 0))
        store_scored(database, 80.0, agent="good line", confidence=0.9 + n % 5 / 100)
    over_all, within = [x for x in report(database, "quality").lines if x.measure == "confidence"]
    assert over_all.correlation.high < 0
    assert within.correlation.low < 0 < within.correlation.high


def test_another_name_is_refused(database):
    with pytest.raises(ValueError, match="no report"):
        report(database, "customer")
