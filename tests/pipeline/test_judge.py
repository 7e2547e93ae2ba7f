"""Judging again is cheap: no models, and time that grows with the length of the call, not with its square."""

import subprocess
import sys
import time

import pytest

from pipeline.judge import judge
from pipeline.lexicon import load_pack
from pipeline.record import as_json
from pipeline.settings import Settings
from tests.builders import agent, call, customer

TALK = (
    ("请您稍等，我查一下第{}单。", "好的"),
    ("让您久等了，您的电话是幺三九二七四五六零八幺对吗？", "对，地址是平安里八号楼二零三室，第{}次说了。"),
    ("好的，明天下午{}点师傅过去，您看可以吗？", "我说了{}遍了，你们到底听没听见。"),
)


def long_call(turns: int):
    pairs = (TALK[i % len(TALK)] for i in range(turns))
    return call(
        *(
            say(text.format(i))
            for i, pair in enumerate(pairs)
            for say, text in zip((agent, customer), pair, strict=True)
        )
    )


def seconds(work) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


@pytest.fixture(scope="module")
def pack():
    pack = load_pack(Settings().lexicons)
    judge(long_call(5), pack)  # compiles the patterns
    return pack


def test_a_long_call_costs_no_more_for_each_utterance(pack):
    short, long = long_call(150), long_call(1500)
    shorter, longer = seconds(lambda: judge(short, pack)), seconds(lambda: judge(long, pack))
    assert longer < 30 * shorter


def the_agent_alone(turns: int):
    return call(
        *(agent(f"您好，明天下午{i % 9}点给您回电话，您看可以吗？", i * 3.0, i * 3.0 + 2.5) for i in range(turns))
    )


def everybody_at_once(turns: int):
    sides = (agent, customer)
    return call(*(sides[i % 2](f"我都说了{i}遍了你们到底听没听见", i * 3.0, i * 3.0 + 5.0) for i in range(turns)))


@pytest.mark.parametrize("made", [the_agent_alone, everybody_at_once])
def test_a_long_odd_call_costs_no_more_for_each_utterance(pack, made):
    short, long = made(200), made(2000)
    shorter, longer = seconds(lambda: judge(short, pack)), seconds(lambda: judge(long, pack))
    assert longer < 30 * shorter


def test_a_short_call_is_judged_in_less_time_than_a_plain_loop_takes(pack):
    calls = [call(agent(f"您好，第{n}号为您服务，请讲。"), customer(f"第{n}回了，电脑又坏了。")) for n in range(20)]
    loop = seconds(lambda: sum(n % 7 for n in range(1_000_000)))
    assert seconds(lambda: [as_json(judge(one, pack)) for one in calls]) / len(calls) < loop


def test_no_model_is_loaded():
    code = "import sys, pipeline.judge, pipeline.record; print({'jieba', 'sklearn', 'models'} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "set()\n"
