"""The reader of turns learns whether something is wrong, and what, from sentences, turns and the faults in them."""

import pytest

from models.training.corpus import Sentence
from models.training.turn_reader import ReaderTraining, Reading

SENTENCES = [
    *(Sentence("blame", text) for text in ("谁让你乱动的", "还不是你自己乱动弄坏的", "早干嘛去了怪谁啊")),
    *(Sentence("vague", text) for text in ("大概就这几天吧", "差不多过几天吧", "可能过几天就好了吧")),
    *(Sentence("address", text) for text in ("美女你听我说", "老头儿你别急", "哥们儿你等着")),
    *(Sentence("ok", text) for text in ("请您稍等", "感谢您的来电再见", "我帮您登记一下", "请问您怎么称呼")),
]
FAULT = "你拿钱买的教训"


def readings(author: str) -> list[Reading]:
    turn = f"请您稍等，{FAULT}，我帮您登记一下"
    return [Reading((turn, ""), "whole", author, "blame"), Reading((FAULT, ""), "phrase", author, "blame")] * 3


@pytest.fixture(scope="module")
def reader():
    return ReaderTraining(SENTENCES, readings("a")).reader()


@pytest.mark.parametrize(("text", "category"), [("谁让你乱动", "blame"), ("过几天吧", "vague")])
def test_tells_what_is_wrong(reader, text: str, category: str) -> None:
    [read] = reader.read([(text, "")])
    assert max(read.categories, key=lambda name: read.categories[name]) == category


def test_tells_that_something_is_wrong(reader) -> None:
    bad, good = reader.read([("谁让你乱动", ""), ("请您稍等", "")])
    assert bad.wrong > good.wrong


def test_reader_without_an_author_has_not_read_that_authors_faults() -> None:
    without = dict(
        ReaderTraining(SENTENCES, [*readings("a"), Reading(("请您稍等", ""), "whole", "b", "")]).without_each_author()
    )
    [knows], [knows_not] = without["b"].read([(FAULT, "")]), without["a"].read([(FAULT, "")])
    assert knows.categories["blame"] > knows_not.categories["blame"]
