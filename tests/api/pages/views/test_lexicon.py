import pytest

from api.pages.views.lexicon import scope_of, scopes


@pytest.mark.parametrize(
    ("stored", "offered", "chosen"),
    [
        (0, [""], ""),
        (200, [""], ""),
        (201, ["200", ""], ""),
        (2000, ["200", ""], ""),
        (2001, ["200", "2000", ""], "2000"),
    ],
)
def test_a_dry_run_covers_all_of_a_small_store_and_the_newest_of_a_large_one(stored, offered, chosen):
    found = scopes(stored)
    assert [one.value for one in found] == offered
    assert [one.value for one in found if one.chosen] == [chosen]


def test_which_calls_in_words():
    assert (scope_of(2000), scope_of(None)) == ("最近 2,000 通", "全部通话")
