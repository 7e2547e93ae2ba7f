from pipeline.evaluation.matching import Event, one_to_one


def test_each_finding_counts_once():
    found, wanted = [Event(1, 2)], [Event(0, 3), Event(0, 3)]
    matching = one_to_one(found, wanted)
    assert len(matching.hits) == 1
    assert matching.missed == (wanted[1],)
    assert matching.extra == ()


def test_kind_and_time_must_agree():
    matching = one_to_one([Event(1, 2, "blame"), Event(5, 6, "vague")], [Event(0, 3, "vague")])
    assert not matching.hits
    assert len(matching.extra) == 2


def test_touching_is_not_overlapping():
    assert not one_to_one([Event(2, 3)], [Event(1, 2)]).hits
