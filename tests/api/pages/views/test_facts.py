from zoneinfo import ZoneInfo

import pytest

from api.pages.views.facts import due_text, measures, show_facts
from pipeline.domain.metrics import Metrics
from tests.api.pages.views.samples import names, outcome, result

ZONE = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("due", "since", "text"),
    [
        ("PT30M", None, "30 分钟内"),
        ("PT2H", "2020-03-02T09:00:00+08:00", "2 小时内（2020-03-02 11:00 前）"),
        ("P1D", None, "1 天内"),
        ("PT90M", None, "90 分钟内"),
        ("2020-10-13T20:00:00+08:00", None, "2020-10-13 20:00 前"),
        ("2020-10-13T20:00:00", None, "2020-10-13 20:00 前"),
        ("2020-10-13T12:00:00Z", None, "2020-10-13 20:00 前"),
        (None, None, ""),
        ("改天", None, "改天"),
        ("Pnonsense", None, "Pnonsense"),
    ],
)
def test_when_a_promise_is_due(due, since, text):
    assert due_text(due, since, ZONE) == text


def test_what_nobody_can_know_is_left_out():
    assert measures(Metrics(first_response=1.25)) == [("首句应答", "1.2 秒")]


def test_every_slot_and_every_field_of_the_order_is_there():
    facts = show_facts(result(), outcome().slots, names(), ZONE)
    assert [slot.title for slot in facts.slots] == ["何时", "何人", "何地", "何事", "何因", "如何处理"]
    assert [field.name for field in facts.ticket] == ["name", "unit", "phone", "address", "problem", "since"]
