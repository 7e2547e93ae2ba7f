"""What happened to the calls before the browser looks: reviewed, published, appealed."""

from __future__ import annotations

from sqlalchemy import select

from pipeline.review import appeals, claims, finish, publication
from pipeline.storage.tables import CallRow, FindingRow, UserRow
from tests.api.site import Site
from tests.stored_calls import hotline

REASON = "客户先问了大概时间，我是在复述。"


def publish_all(site: Site, reviewer: str = "liting") -> str:
    """Every call reviewed and published to its agent (A001); returns the id of the one with forbidden phrases."""
    with site.database.writing() as session:
        user_id = user_of(session, reviewer)
        for call_id in session.scalars(select(CallRow.id)).all():
            version = claims.claim(session, call_id, user_id).version
            finish.finish(session, call_id, user_id, version, hotline())
            publication.publish(session, call_id, user_id, hotline())
        return session.scalars(select(CallRow.id).filter_by(name="printer-complaint")).one()


def appeal_first(site: Site) -> int:
    """A001 appeals the first forbidden phrase; returns the appeal's id."""
    call_id = publish_all(site)
    with site.database.writing() as session:
        wanted = select(FindingRow.id).filter_by(call_id=call_id, check="forbidden_phrases", passed=False)
        finding_id = session.scalars(wanted.order_by(FindingRow.ordinal)).first()
        about = appeals.Challenge(finding_id=finding_id)
        return appeals.appeal(session, call_id, "A001", user_of(session, "a001"), about, REASON, 7).id


def user_of(session, name: str) -> int:
    return session.scalars(select(UserRow.id).filter_by(name=name)).one()
