"""What the address of the list of calls asks for. What can't be understood does not restrict: people edit addresses."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from urllib.parse import urlencode

from pydantic import BaseModel, ConfigDict, StringConstraints
from sqlalchemy import select
from sqlalchemy.orm import Session

from api.pages.views.names import REVIEW_STATES, VERDICTS
from api.parameters import PlainText
from pipeline.checks.registry import checks
from pipeline.language import Words, _, translated
from pipeline.lexicon import Pack
from pipeline.storage.call_order import Order, Sort
from pipeline.storage.call_search import CallFilter
from pipeline.storage.period import NamedPeriod, named_days
from pipeline.storage.tables import CallRow

Text = Annotated[PlainText, StringConstraints(max_length=200, strip_whitespace=True)]
YES_NO = {"yes": True, "no": False}
PERIODS = Words(
    {
        NamedPeriod.THIS_WEEK: "本周",
        NamedPeriod.LAST_WEEK: "上周",
        NamedPeriod.THIS_MONTH: "本月",
        NamedPeriod.LAST_MONTH: "上月",
    }
)
Choices = dict[str, list[tuple[str, str]]]


class Asked(BaseModel):
    """The filter as the address has it; empty: not asked for."""

    model_config = ConfigDict(extra="ignore")

    q: Text = ""
    name: Text = ""
    agent: Text = ""
    team: Text = ""
    state: Text = ""
    kind: Text = ""
    check: Text = ""
    verdict: Text = ""
    category: Text = ""
    grade: Text = ""
    least: Text = ""
    most: Text = ""
    scored: Text = ""
    fatal: Text = ""
    doubt: Text = ""  # wants a review
    published: Text = ""
    changed: Text = ""
    period: Text = ""
    since: Text = ""
    until: Text = ""
    sort: Text = ""
    down: Text = ""  # yes: the greatest first, no: the least

    @property
    def order(self) -> Order:
        return Order(Sort(self.sort) if self.sort in set(Sort) else Sort.NEWEST, YES_NO.get(self.down))

    @property
    def query(self) -> dict[str, str]:
        """What is asked for, as the address has it."""
        return {name: value for name, value in self.model_dump().items() if value}

    @property
    def restricts(self) -> dict[str, str]:
        """What is asked for but the order."""
        return {name: value for name, value in self.query.items() if name not in ("sort", "down")}

    def address(self, **other: str | None) -> str:
        """The same list with other values; None leaves one out."""
        query = {name: value for name, value in (self.query | other).items() if value}
        return f"/calls?{urlencode(query)}" if query else "/calls"


def wanted_of(asked: Asked, timezone: str) -> CallFilter:
    """Days that are given count before a period that is named."""
    named = NamedPeriod(asked.period) if asked.period in set(NamedPeriod) else None
    first, last = named_days(named, timezone)
    return CallFilter(
        name=asked.name or None,
        agent_id=asked.agent or None,
        team=asked.team or None,
        text=asked.q or None,
        kind=asked.kind or None,
        date_from=day_of(asked.since) or first,
        date_to=day_of(asked.until) or last,
        grade=asked.grade or None,
        check=asked.check or None,
        verdict=asked.verdict if asked.verdict in VERDICTS else None,
        category=asked.category or None,
        min_score=_number(asked.least),
        max_score=_number(asked.most),
        review_state=asked.state if asked.state in REVIEW_STATES else None,
        scored=YES_NO.get(asked.scored),
        fatal=YES_NO.get(asked.fatal),
        needs_review=YES_NO.get(asked.doubt),
        published=YES_NO.get(asked.published),
        changed=YES_NO.get(asked.changed),
        timezone=timezone,
    )


def choices(session: Session, pack: Pack) -> Choices:
    """What can be chosen, by the name of the field: values with their titles."""
    teams = session.scalars(select(CallRow.team).where(CallRow.team.is_not(None)).distinct().order_by(CallRow.team))
    return {
        "team": [(name, name) for name in teams if name],
        "state": list(REVIEW_STATES.items()),
        "kind": list(pack.kind_titles.items()),
        "check": [(id, translated(known.title)) for id, known in checks().items()],
        "verdict": list(VERDICTS.items()),
        "category": list(pack.category_titles.items()),
        "grade": [(g.grade, g.grade) for g in pack.rubric.grades],
        "scored": [("yes", _("已评分")), ("no", _("未评分"))],
        "fatal": [("yes", _("一票否决")), ("no", _("没有一票否决"))],
        "doubt": [("yes", _("机器有疑问")), ("no", _("机器没有疑问"))],
        "published": [("yes", _("坐席能看到")), ("no", _("坐席看不到"))],
        "changed": [("yes", _("人工改了分")), ("no", _("没有改分"))],
        "period": [(str(name), title) for name, title in PERIODS.items()],
    }


def day_of(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _number(text: str) -> float | None:
    """A score; None where the text is none."""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if 0 <= value <= 100 else None
