"""The audit trail in words."""

import re

import pytest

from api.pages.views.people import SUBJECTS, action_title
from pipeline.review.decisions import Action
from pipeline.settings import PROJECT

NOTED = re.compile(r'note\([^()]*?"([a-z_]+\.[a-z_]+)", "([a-z_]+)"', re.DOTALL)


def noted():
    sources = [path.read_text() for part in ("api", "pipeline") for path in (PROJECT / part).rglob("*.py")]
    return sorted({found for source in sources for found in NOTED.findall(source)})


def test_everything_that_is_noted_has_words():
    assert len(noted()) > 30
    assert [action for action, _ in noted() if action_title(action) == action] == []
    assert {subject for _, subject in noted()} <= set(SUBJECTS)


@pytest.mark.parametrize("action", Action)
def test_so_has_every_decision(action):
    assert action_title(f"decision.{action}") != f"decision.{action}"


def test_words_are_not_doubled():
    assert [action_title(a) for a in ("review.claimed", "user.signed_in", "call.viewed")] == [
        "领取复核",
        "登录",
        "查看通话",
    ]
