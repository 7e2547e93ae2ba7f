"""Calls are found by what people's scorecards say; filters that are kept under a name"""

import json
from collections import Counter
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0009_found"
down_revision = "0008_publications"
branch_labels = None
depends_on = None

TOGETHER = 500
CARDS = sa.table("scorecards", *map(sa.column, ("id", "origin", "judgement_id", "created_at", "card")))
FINDINGS = sa.table(
    "findings", *map(sa.column, ("id", "judgement_id", "check", "category", "passed", "certain", "severity"))
)
DECISIONS = sa.table("decisions", *map(sa.column, ("id", "finding_id", "action", "category", "created_at")))
FACTS = sa.table("card_facts", *map(sa.column, ("scorecard_id", "check", "category", "verdict", "findings")))


def upgrade() -> None:
    op.create_table(
        "card_facts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scorecard_id", sa.Integer(), nullable=False),
        sa.Column("check", sa.String(length=64), nullable=False),
        sa.Column("category", sa.String(length=64), nullable=True),
        sa.Column("verdict", sa.String(length=16), nullable=True),
        sa.Column("findings", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["scorecard_id"], ["scorecards.id"], name=op.f("fk_card_facts_scorecard_id_scorecards")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_facts")),
        sa.UniqueConstraint("scorecard_id", "check", "category", name=op.f("uq_card_facts_scorecard_id")),
    )
    op.create_table(
        "saved_searches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_saved_searches_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_searches")),
        sa.UniqueConstraint("user_id", "name", name=op.f("uq_saved_searches_user_id")),
    )
    _write_facts(op.get_bind())


def _write_facts(connection: sa.Connection) -> None:
    """Of every scorecard that a person has made."""
    last = 0
    while True:
        asked = sa.select(CARDS).where(CARDS.c.origin != "machine", CARDS.c.id > last)
        cards = connection.execute(asked.order_by(CARDS.c.id).limit(TOGETHER)).all()
        if not cards:
            return
        last = cards[-1].id
        facts = [fact for card in cards for fact in _facts_of(connection, card)]
        if facts:
            connection.execute(sa.insert(FACTS), facts)


def _facts_of(connection: sa.Connection, card: sa.Row[Any]) -> list[dict[str, object]]:
    lines = json.loads(card.card or "{}").get("lines", ())
    facts = {line["check"]: line["verdict"] for line in lines}
    counted = _categories(connection, card)
    return [
        {"scorecard_id": card.id, "check": check, "category": None, "verdict": verdict, "findings": 0}
        for check, verdict in facts.items()
    ] + [
        {"scorecard_id": card.id, "check": check, "category": category, "verdict": None, "findings": n}
        for (check, category), n in counted.items()
    ]


def _categories(connection: sa.Connection, card: sa.Row[Any]) -> Counter[tuple[str, str]]:
    """The machine's findings that people left standing, by the category that they gave them."""
    own = sa.and_(
        FINDINGS.c.judgement_id == card.judgement_id,
        FINDINGS.c.passed == sa.false(),
        FINDINGS.c.category.is_not(None),
        FINDINGS.c.severity != "info",
    )
    about = DECISIONS.c.finding_id.in_(sa.select(FINDINGS.c.id).where(own))
    decided = connection.execute(
        sa.select(DECISIONS).where(about, DECISIONS.c.created_at <= card.created_at).order_by(DECISIONS.c.id)
    )
    latest = {row.finding_id: row for row in decided}
    counted: Counter[tuple[str, str]] = Counter()
    for found in connection.execute(sa.select(FINDINGS).where(own)):
        decision = latest.get(found.id)
        action = decision.action if decision is not None else "confirm" if found.certain else "reject"
        if action in ("confirm", "recategorise") or (action == "withdraw" and found.certain):
            category = decision.category if decision is not None and action == "recategorise" else found.category
            counted[found.check, category] += 1
    return counted


def downgrade() -> None:
    op.drop_table("saved_searches")
    op.drop_table("card_facts")
