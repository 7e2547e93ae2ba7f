"""Which calls become one case, how that is explained, and what only people decide."""

import pytest
from sqlalchemy import select

from models.training.continuing import learn_continuing
from pipeline.cases import moves
from pipeline.cases.continuing import continuing, cues_of
from pipeline.cases.linking import keep_traits, place
from pipeline.cases.traits import Told, grams, traits_of
from pipeline.domain.call import Role
from pipeline.domain.record import SpokenText
from pipeline.evaluation.cases import call_of, pair_score
from pipeline.judge import judge
from pipeline.record import record_of
from pipeline.storage import Database, NotInStore
from pipeline.storage.errors import Conflict
from pipeline.storage.tables import CallRow, CaseLinkRow, PromiseRow
from tests.databases import empty_sqlite
from tests.pipeline.cases.houses import hotline, houses, store_houses


@pytest.fixture(scope="module")
def stored(tmp_path_factory):
    """One house in a store; tests that change it make cases of their own."""
    database = Database(empty_sqlite(tmp_path_factory.mktemp("cases") / "tingjian.db"))
    yield database, store_houses(database, houses()[1:2], with_faults=False)[0]
    database.close()


def numbers(database, house):
    with database.reading() as session:
        return {name: session.get_one(CallRow, id).case_number for name, id in house.ids.items()}


def test_calls_of_one_matter_become_one_case(stored):
    database, house = stored
    found = numbers(database, house)
    calls = house.house.calls
    assert pair_score([c.case for c in calls], [found[c.id] for c in calls]).f1 >= 0.9


def test_the_reasons_are_kept_with_the_link(stored):
    database, house = stored
    with database.reading() as session:
        asked = select(CaseLinkRow).filter_by(call_id=house.ids["k1-02-b"], action="link")
        link = session.scalars(asked).one()
    assert link.probability > 0.5
    assert any("来电号码相同" in piece["words"] for piece in link.evidence)


def test_what_is_stored_of_sounds_means_the_same_in_every_process():
    """The codes by which phrases are looked up hold in one process only."""
    assert grams("王雅芬") == {"uan ia", "ia hen"}


def labelled(id="k1-02-b"):
    house = houses()[1]
    return house, next(call for call in house.calls if call.id == id)


def traits(**told):
    house, call = labelled()
    record = record_of(judge(call_of(house, call), hotline()))
    return traits_of(record, Told(house.moment(call.started_at), **told), hotline())


def test_the_manifests_case_id_decides_before_anything_else(database):
    from tests.pipeline.reports.stored import store_scored

    first, second, third = (store_scored(database, 80.0) for _ in range(3))
    with database.writing() as session:
        for call_id, case_id in ((first, "C-1"), (second, "C-2"), (third, "C-1")):
            own = traits(number="13900022001", case_id=case_id)
            keep_traits(session, call_id, own)
            place(session, session.get_one(CallRow, call_id), own, hotline().case_weights)
        cases = [session.get_one(CallRow, id).case_number for id in (first, second, third)]
    assert cases[0] == cases[2] != cases[1]


def test_calls_of_two_projects_are_never_one_case(database):
    from tests.pipeline.reports.stored import store_scored

    calls = [store_scored(database, 80.0) for _ in range(2)]
    with database.writing() as session:
        for call_id, project in zip(calls, ("法院", "学校"), strict=True):
            own = traits(number="13900022001", project=project)
            keep_traits(session, call_id, own)
            place(session, session.get_one(CallRow, call_id), own, hotline().case_weights)
        assert len({session.get_one(CallRow, id).case_number for id in calls}) == 2
        assert session.scalars(select(CaseLinkRow).filter_by(action="propose")).all() == []


@pytest.fixture
def doubtful(database):
    """Two cases of a call each, the second proposed to belong to the first; and a user."""
    from pipeline.accounts import users
    from pipeline.cases.linking import new_case
    from pipeline.storage.tables import UserRole
    from tests.pipeline.reports.stored import store_scored

    calls = [store_scored(database, 80.0) for _ in range(2)]
    with database.writing() as session:
        user = users.add_user(session, "liting", UserRole.REVIEWER, "unusable").id
        for call_id in calls:
            own = traits(number="13900022001")
            keep_traits(session, call_id, own)
            new_case(session, session.get_one(CallRow, call_id))
            session.add(
                PromiseRow(
                    call_id=call_id,
                    case_number=session.get_one(CallRow, call_id).case_number,
                    kind="promise",
                    text="明天过去",
                    made_at=own.at,
                )
            )
        first = session.get_one(CallRow, calls[0]).case_number
        link = CaseLinkRow(
            call_id=calls[1], case_number=first, action="propose", evidence=[], open=True, probability=0.4
        )
        session.add(link)
        session.flush()
        return calls, link.id, user


def cases_of(session, calls):
    session.flush()
    return [session.get_one(CallRow, id).case_number for id in calls]


def test_an_accepted_proposal_makes_one_case_and_can_be_decided_once(database, doubtful):
    calls, link, user = doubtful
    with database.writing() as session:
        moves.accept(session, link, user, hotline())
        assert len(set(cases_of(session, calls))) == 1
        assert {row.case_number for row in session.scalars(select(PromiseRow))} == {cases_of(session, calls)[0]}
    with database.writing() as session, pytest.raises(Conflict):
        moves.accept(session, link, user, hotline())


def test_a_rejected_proposal_leaves_both_apart(database, doubtful):
    calls, link, user = doubtful
    with database.writing() as session:
        moves.reject(session, link, user)
        assert len(set(cases_of(session, calls))) == 2
        assert session.scalars(select(CaseLinkRow).filter_by(open=True)).all() == []


def test_merged_calls_can_be_split_again_and_the_history_keeps_all_of_it(database, doubtful):
    calls, _, user = doubtful
    with database.writing() as session:
        first, second = cases_of(session, calls)
        moves.merge(session, second, first, user, hotline())
        assert cases_of(session, calls) == [first, first]
        new = moves.split(session, first, [calls[1]], user, hotline())
        assert cases_of(session, calls) == [first, new]
        done = session.scalars(select(CaseLinkRow.action).filter_by(call_id=calls[1]).order_by(CaseLinkRow.id)).all()
    assert done == ["link", "propose", "merge", "split"]


def test_what_makes_no_sense_is_refused(database, doubtful):
    calls, _, user = doubtful
    with database.writing() as session:
        first, _ = cases_of(session, calls)
        with pytest.raises(moves.BadMove):
            moves.split(session, first, [calls[0]], user, hotline())
        with pytest.raises(moves.BadMove):
            moves.merge(session, first, first, user, hotline())
        with pytest.raises(NotInStore):
            moves.merge(session, 999, first, user, hotline())


def test_how_a_call_begins_tells_whether_it_takes_up_an_earlier_matter():
    """Learnt from two beginnings of each sort, asked about others."""
    taught = [
        ("坐：您好。客：昨天报的那个，师傅没来", True),
        ("坐：您好。客：昨天报的空调还没修", True),
        ("坐：您好。客：空调坏了，不制冷", False),
        ("坐：您好。客：打印机坏了，卡纸", False),
    ]
    weights = learn_continuing([(cues(text), answer) for text, answer in taught])
    assert continuing(cues("坐：您好。客：昨天报的那个打印机"), weights) > 0
    assert continuing(cues("坐：您好。客：水泵坏了"), weights) < 0


def cues(text):
    roles = {"坐": Role.AGENT, "客": Role.CUSTOMER}
    parts = [part.split("：") for part in text.split("。")]
    spoken = [SpokenText(index=n, role=roles[by], start=n, end=n + 1, text=said) for n, (by, said) in enumerate(parts)]
    return cues_of(spoken, outbound=False)


def test_nothing_is_learnt_from_calls_that_are_all_alike():
    assert learn_continuing([(cues("坐：您好。客：空调坏了"), False)] * 3) == {}
    assert continuing(cues("坐：您好。客：空调坏了"), {}) == 0
