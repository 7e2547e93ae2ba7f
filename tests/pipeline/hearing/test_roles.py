"""Which voice is the agent's: ordinary, rude, short, wrong and outbound calls, and the labelled dialogues."""

from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from models.role_classifier import RoleClassifier, train_roles
from models.training.corpus import read_sentences
from models.training.mishearing import Mishearing
from models.training.roles import role_examples
from pipeline.domain.call import Direction
from pipeline.hearing.roles import RoleDecision, assign_roles, infer_direction
from pipeline.lexicon import Pack, load_pack

ROOT = Path(__file__).parents[3]
DIALOGUES = sorted((ROOT / "tests/accuracy/dialogues/work").glob("*.yaml"))


@dataclass(frozen=True)
class Said:
    start: float
    end: float
    text: str


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack(ROOT / "lexicons/hotline")


@pytest.fixture(scope="module")
def classifier() -> RoleClassifier:
    return train_roles(list(role_examples(read_sentences())))


@pytest.fixture
def decide(pack, classifier):
    """Decide on ``(voice, text)`` turns that follow each other."""

    def decide(turns: list[tuple[int, str]], direction: Direction | None = None) -> RoleDecision:
        voices: tuple[list[Said], list[Said]] = ([], [])
        for index, (voice, text) in enumerate(turns):
            voices[voice].append(Said(3.0 * index, 3.0 * index + 2.5, text))
        return assign_roles(*voices, pack, classifier, direction)

    return decide


def turns_of(path: Path) -> list[tuple[int, str]]:
    """The agent is voice 1."""
    return [(int(t["role"] == "agent"), t["say"]) for t in yaml.safe_load(path.read_text(encoding="utf-8"))["turns"]]


ORDINARY = [
    (0, "您好，客户服务中心，请问有什么可以帮您？"),
    (1, "喂，我家暖气不热了。"),
    (0, "请问您的地址是哪里？"),
    (1, "就东关小区，你们快来看看吧。"),
]
RUDE = [
    (1, "喂，说。"),
    (0, "你好，我那个水表走得不对，你们帮我看看行不行？"),
    (1, "不归我管，你找物业去。"),
    (0, "物业让我找你们的呀。"),
]
WRONG_NUMBER = [
    (1, "抢修热线。"),
    (0, "哎，请问是牙科吗？我想给我妈挂个号。"),
    (1, "打错了，我们这儿修电梯的。"),
    (0, "哦，不好意思啊。"),
]
OUTBOUND = [
    (0, "喂？"),
    (1, "您好，我是空调售后的小林，请问是周先生吗？"),
    (0, "是我，什么事？"),
    (1, "跟您约一下上门检修的时间，明天上午您看可以吗？"),
    (0, "行，你过来吧。"),
]


@pytest.mark.parametrize(("turns", "agent"), [(ORDINARY, 0), (RUDE, 1), (WRONG_NUMBER, 1), (OUTBOUND, 1)])
def test_short_calls(decide, turns, agent):
    decision = decide(turns)
    assert decision.agent == agent
    assert 0.5 <= decision.confidence < 1
    assert decision.reasons


def test_exchanged_voices_give_the_other_answer_with_the_same_confidence(decide):
    first, second = decide(ORDINARY), decide([(1 - voice, text) for voice, text in ORDINARY])
    assert (first.agent, second.agent) == (0, 1)
    assert first.confidence == second.confidence
    assert first.reasons == second.reasons


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("您好，请问有什么可以帮您？", "开头询问需要什么帮助"),
        ("您还有其他问题吗？", "结尾询问还有无其他需要"),
        ("请您稍等。", "礼貌地请对方等待"),
        ("让您久等了。", "等待后致歉或致谢"),
        ("我为您转接。", "为对方转接"),
    ],
)
def test_scripts_decide_where_the_words_leave_doubt(pack, text, reason):
    """With a classifier that has learnt nothing, against whoever speaks first."""
    voices = [Said(0, 1, "嗯嗯嗯嗯嗯")], [Said(1, 2, text), Said(2, 3, "嗯")]
    decision = assign_roles(*voices, pack, RoleClassifier({}, 0.0), Direction.OUTBOUND)
    assert decision.agent == 1
    assert reason in decision.reasons


def test_the_strongest_reason_comes_first(decide):
    assert decide(ORDINARY).reasons[:2] == ("措辞比对方更像坐席", "接通后先开口")


def test_a_known_outbound_call_has_no_clue_in_who_speaks_first(decide):
    assert "接通后先开口" not in decide(OUTBOUND, Direction.OUTBOUND).reasons
    assert decide(OUTBOUND, Direction.OUTBOUND).agent == 1


@pytest.mark.parametrize("turns", [[], [(0, ""), (1, "")]])
def test_without_words_nothing_is_known(decide, turns):
    decision = decide(turns)
    assert decision.confidence == 0.5
    assert decision.reasons == ()


def test_a_single_voice(decide):
    assert decide([(1, "您好，请问有什么可以帮您？"), (1, "请您稍等，我帮您查一下。")]).agent == 1
    assert decide([(1, "喂？我家停水了，你们管不管啊？"), (1, "喂？听得见吗？")]).agent == 0


def test_nearly_nothing_said_is_unsure(decide):
    assert decide([(0, "嗯。"), (1, "嗯。")]).confidence < 0.8


def test_packs_without_scripts(classifier, pack):
    bare = Pack(**{**{n: getattr(pack, n) for n in pack.__dataclass_fields__}, "scripts": {}, "slots": {}})
    voices = [[Said(i, i + 1, t) for i, (v, t) in enumerate(ORDINARY) if v == voice] for voice in (0, 1)]
    assert assign_roles(*voices, bare, classifier, None).agent == 0
    assert infer_direction(["跟您约一下上门的时间"], bare) is Direction.INBOUND


@pytest.mark.parametrize("rate", [0.0, 0.2])
def test_labelled_dialogues(decide, rate):
    """Clean and with a fifth of the characters misheard; not one decision that is called certain is wrong."""
    misheard = Mishearing(s.text for s in read_sentences())
    decisions = [decide([(v, misheard.mishear(t, rate) if rate else t) for v, t in turns_of(p)]) for p in DIALOGUES]
    wrong = [d for d in decisions if d.agent != 1]
    assert len(wrong) <= (2 if rate else 1)
    assert all(d.confidence < 0.95 for d in wrong)


@pytest.mark.parametrize(
    ("texts", "direction"),
    [
        (["您好，服务热线，请问有什么可以帮您？"], Direction.INBOUND),
        (["您好，我是空调售后的小林。请问是周磊周先生吗？"], Direction.OUTBOUND),
        (["喂，是蒋丽吧？", "你明天在不在？"], Direction.OUTBOUND),
        (["您好，我是维修部的小陈，跟您约一下上门检修的时间。"], Direction.OUTBOUND),
        (["您好，回访专员小吴，今天给您做个回访。"], Direction.OUTBOUND),
        (["喂，说话。", "是哪儿坏了？"], Direction.INBOUND),
        (["您好，公积金咨询台，请问您要咨询什么？"], Direction.INBOUND),
        ([], Direction.INBOUND),
    ],
)
def test_direction(pack, texts, direction):
    assert infer_direction(texts, pack) is direction
