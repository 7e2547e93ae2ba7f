import pytest

from api.pages.views.lists import Said, said_in


@pytest.mark.parametrize(
    ("text", "wanted", "said"),
    [
        ("您好\n打印机坏了", "打印机", Said(1, "", "打印机", "坏了")),
        ("WiFi连不上", "wifi", Said(0, "", "WiFi", "连不上")),
        ("您好", "再见", None),
        ("一" * 30 + "打印机" + "二" * 30, "打印机", Said(0, "…" + "一" * 18, "打印机", "二" * 18 + "…")),
    ],
)
def test_the_first_sentence_that_holds_what_was_searched_for(text, wanted, said):
    assert said_in(text, wanted) == said
