from api.pages.views.findings import in_order, open_ones, show_finding
from pipeline.review.decisions import Action
from tests.api.pages.views.samples import decision, names, outcome, rude

PEOPLE = {7: "李婷"}


def shown(*decisions):
    return in_order(show_finding(f, names(), PEOPLE) for f in outcome(*decisions).findings)


def the_rude_one(*decisions):
    return next(f for f in shown(*decisions) if f.finding_id == rude())


def test_what_was_heard_and_what_it_was_matched_with():
    found = the_rude_one()
    assert (found.quote, found.label, found.tone, found.match) == ("不归我管", "推脱语言", "dismissive", "字面一致")
    assert found.examples == ("不归我管。",)
    assert found.suggestion
    assert (found.status, found.costs, found.is_open) == ("机器判扣分", True, True)


def test_a_rejected_finding_stays_visible_and_costs_nothing():
    found = the_rude_one(decision(Action.REJECT, comment="引用客户的话"))
    assert (found.status, found.decided_by, found.comment) == ("已驳回", "李婷", "引用客户的话")
    assert (found.costs, found.is_open, found.stands, found.decision_id) == (False, False, False, 1)


def test_another_category_shows_the_machines_beside_it():
    found = the_rude_one(decision(Action.RECATEGORISE, category="blame", severity="major"))
    assert (found.label, found.machine_label, found.tone) == (names().category("blame"), "推脱语言", "blame")


def test_an_added_finding_tells_no_match():
    added = decision(
        Action.ADD, finding=None, utterance=0, char_start=0, char_end=2, category="vague", severity="minor"
    )
    found = next(f for f in shown(added) if f.key == "a1")
    assert (found.quote, found.status, found.match, found.probability) == ("您好", "人工补充", "", "")


def test_what_was_not_said_comes_after_what_was():
    missing = [f.is_missing for f in shown()]
    assert True in missing
    assert missing == sorted(missing)


def test_counting_what_is_left_to_decide():
    assert open_ones(shown()) - open_ones(shown(decision(Action.CONFIRM))) == 1
