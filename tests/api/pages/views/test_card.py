from api.pages.views.card import show_card
from pipeline.review.decisions import Action
from tests.api.pages.views.samples import decision, names, outcome


def line(card, check):
    return next(line for line in card.lines if line.check == check)


def test_the_machines_card():
    card = show_card(outcome(), names())
    closing = line(card, "closing")
    assert card.beside == "机器评分"
    assert (closing.verdict_title, closing.tone, closing.weight) == ("不达标", "bad", "9")
    assert [e.title for e in closing.elements if not e.heard]
    assert not line(card, "transfer_script").applies


def test_a_persons_verdict_stands_beside_the_machines():
    override = decision(Action.VERDICT, finding=None, verdict="pass")
    card = show_card(outcome(type(override)(1, Action.VERDICT, "closing", verdict="pass")), names())
    closing = line(card, "closing")
    assert (closing.verdict_title, closing.machine_title, closing.decision_id) == ("达标", "不达标", 1)
    assert card.beside.startswith("机器 ")


def test_confirming_changes_nothing_and_says_so():
    assert show_card(outcome(decision(Action.CONFIRM)), names()).beside == "与机器评分相同"
