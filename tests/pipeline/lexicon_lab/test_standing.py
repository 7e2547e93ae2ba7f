"""Trust that is earned, kept, and lost: by entry, with what speaks for it."""

import shutil

import pytest

from pipeline.lexicon import Tally, load_pack
from pipeline.lexicon_lab import Standing, as_exception, bring_up_trust, earned, rejected
from pipeline.lexicon_lab.opinions import Opinion
from pipeline.lexicon_lab.standing import least_trust
from pipeline.settings import PROJECT
from pipeline.storage.tables import DecisionRow, FindingRow, UserRow
from tests.builders import agent, call
from tests.stored_calls import store_call

HOTLINE = PROJECT / "lexicons" / "hotline"
PACK = load_pack(HOTLINE)
KNOWN = "dismissive.not_my_job"
NEW = next(e.id for e in PACK.phrases.values() if not e.source and e.id not in PACK.trust)


def test_an_entry_is_trusted_learning_or_stopped():
    at_first = earned(PACK, {})
    assert at_first[KNOWN].standing is Standing.TRUSTED
    assert at_first[NEW].standing is Standing.LEARNING
    rejected_often = earned(PACK, {KNOWN: Tally(unfair=9), NEW: Tally(unfair=9)})
    assert rejected_often[KNOWN].standing is Standing.STOPPED
    assert rejected_often[KNOWN].pending  # until it is brought up, judging goes by what it was
    assert rejected_often[NEW].standing is Standing.LEARNING  # it never was trusted
    assert earned(PACK, {NEW: Tally(fair=20)})[NEW].standing is Standing.TRUSTED


def test_what_speaks_for_it_is_told_apart():
    one = earned(PACK, {KNOWN: Tally(fair=2, unfair=1)})[KNOWN]
    assert one.labelled == PACK.earned.labelled[KNOWN]
    assert one.reviews == Tally(fair=2, unfair=1)
    assert one.least == least_trust(PACK) == 0.5


@pytest.fixture
def lexicons(tmp_path):
    return shutil.copytree(HOTLINE, tmp_path / "hotline")


def reject(database, times, action="reject"):
    """Findings of KNOWN that a reviewer rejected (or confirmed)."""
    call_id = store_call(database, None, call(agent("这不归我管。"), id="a"))
    with database.writing() as session:
        user = UserRow(name="r", display_name="R", role="reviewer", password_hash="")
        session.add(user)
        session.flush()
        judgement = session.query(FindingRow.judgement_id).filter_by(call_id=call_id).first()[0]
        for number in range(times):
            row = FindingRow(
                judgement_id=judgement,
                call_id=call_id,
                ordinal=900 + number,
                check="forbidden_phrases",
                severity="major",
                category="dismissive",
                rule=KNOWN,
                phrase="不归我管",
                quote="不归我管",
                utterance=0,
                char_start=1,
                char_end=5,
                start=0.0,
                end=1.0,
                match="exact",
                confidence=1.0,
                passed=False,
                certain=True,
                reason="",
                details={},
            )
            session.add(row)
            session.flush()
            session.add(
                DecisionRow(
                    call_id=call_id,
                    judgement_id=judgement,
                    action=action,
                    finding_id=row.id,
                    check="forbidden_phrases",
                    created_by=user.id,
                )
            )


def test_reviews_are_written_into_the_pack_only_where_an_entry_changes_sides(database, lexicons):
    before = (lexicons / "trust.yaml").read_bytes()
    reject(database, 2, "confirm")
    assert bring_up_trust(database, lexicons) == {"stopped": [], "trusted": []}
    assert (lexicons / "trust.yaml").read_bytes() == before


def test_an_entry_that_is_rejected_too_often_stops_by_itself(database, lexicons):
    reject(database, 9)
    assert bring_up_trust(database, lexicons) == {"stopped": [KNOWN], "trusted": []}
    assert load_pack(lexicons).trust_in(KNOWN) < 0.5
    assert bring_up_trust(database, lexicons) == {"stopped": [], "trusted": []}  # done


def test_rejected_sentences_come_the_latest_first():
    def opinion(number, right=False, rule=KNOWN, machine=True):
        return Opinion("a", number, "forbidden_phrases", 0, 0, 4, right, machine, rule)

    known = [opinion(1), opinion(2, right=True), opinion(3, rule=NEW), opinion(4, machine=False), opinion(5)]
    assert [one.transcript_id for one in rejected(known, KNOWN)] == [5, 1]


@pytest.mark.parametrize(
    ("text", "phrase", "exception"),
    [
        ("您好，这个不归我管，不过我帮您转", "不归我管", "这个不归我管"),
        ("不归我管。", "不归我管", None),
        ("长" * 40 + "不归我管", "不归我管", None),
    ],
)
def test_the_clause_around_a_phrase_may_be_an_exception(text, phrase, exception):
    start = text.index(phrase)
    assert as_exception(text, start, start + len(phrase)) == exception
