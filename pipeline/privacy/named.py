"""Names of people who are only mentioned: behind words such as 机主 or 收件人, and what looks like a name only."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from pipeline.reading.cues import Cues
from pipeline.reading.lines import Line, Lines

# Characters that given names are made of, and hardly any other word behind a surname.
_GIVEN = frozenset(
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛超秀霞刚桂英华玉萍红玲芬燕彬兰凤洁梅琳雪慧莉倩婷雯颖琴琪瑶璐佳欣怡悦晨"
    "曦轩宇浩博睿泽涵梓俊豪鹏"
    "飞翔龙虎辉煌斌峰松柏森波岩建国庆荣富贵福喜祥瑞吉康健志宏鑫淼垚春夏秋冬菊莲荷桃文武德永忠义仁勤俭树林"
    "海江河山川东南西北明亮光"
    "晓小大少玄振兴旺盛昌达成功利民生平安泰顺和才学思诗雅婉清淑贞芝蕾薇珊珍珠宝云霄霖雨露虹彤丹青紫银金鸿"
    "雁鹤凯旋楠栋梁桐杨柳"
    "世家长远景怀念祖先培元子君乐天宗良友爱卫星新立中正毅恒彦彪炳耀奎坤乾根生水火土木一帆然若可心如意馨韵"
    "菲蓉芸苗萌茜冰莹晶璇"
    "艺媛嘉妍姝妮娇媚娥婵嫣妙语梦诺依伊铭锋钧钢铁铎锦镇启迪航行舟维纲纪继承绍传启发展彰仪伦礼智信诚廉尧舜"
    "禹汤孔孟炎黄汉唐宋元明"
)
_LESS = frozenset(
    "一可如大小中行成和平新生安心信家天长发达利先金木水火土元明南西北东"
)  # two of these are no given name
_H = "[\u4e00-\u9fff]"
_CUES = (
    "机主|户主|房主|业主|车主|货主|爱人|老公|老婆|妻子|丈夫|先生|太太|儿子|女儿|儿媳|"
    "女婿|父亲|母亲|爸爸|妈妈|我爸|我妈|公公|婆婆|岳父|岳母|哥哥|姐姐|弟弟|妹妹|"
    "孩子|侄子|外甥|收件人|收货人|联系人|寄件人|发件人|开户人|持卡人|户名|法人|法定代表人|"
    "租客|租户|房东|邻居|同事|同学|朋友|经办人|代办人|被保险人|投保人|受益人|"
    "担保人|紧急联系人|负责人|师傅|经理|领导|主任|老板|医生|老师|助理|秘书|会计|房客|室友|"
    "亲戚|表哥|表弟|表姐|表妹|姓名|名字|大名|本名|全名"
)
_LINK = (
    r"(?:的?(?:名字|姓名|大名)?(?:就?是|叫做?|写的?是?|填的?是?|登记的?是?|"
    r"用的?是?|为|名叫|改成|换成|:|,| )(?:的|我|个|一个)?){1,2}"
)
_CALLED = r"(?:名叫|名字叫|叫做|姓名是|名字是|姓名|我叫|他叫|她叫|人叫|叫个|有个叫|一个叫)"
_VERBS = (
    "找|给|跟|和|与|让|由|转|转给|转接|对|问|通知|联系|派|请|帮|同事|师傅|经理|同学|"
    "邻居|爱人|老公|老婆|叫|是|就是|姓名|收件人|联系人|机主"
)
_BEFORE = rf"(?:^|[,.?!;: ]|(?:{_VERBS})(?:一下|到)?)"
_AFTER = (
    r"(?=$|[,.?!;: ]|先生|女士|小姐|师傅|老师|经理|主任|医生|同志|同学|说|来|"
    r"去|的|在|电话|手机|身份证|接|处理|负责|吧|了|吗|呢|啊|还|也|他|她|会|已经|昨天|"
    r"今天|明天|"
    r"上午|下午|给|没|不|上门|收|签|报|办|打|开|就|这|那|有|是|和|跟|与|把|住|现在|"
    r"刚才|本人|名下|号|代|帮|可以|能|要|您|我|对|联系)"
)
_NOT_INSIDE = re.compile(
    "[不没是的了吗呢吧去拿要给这你我他她它也就还很太再说找打换修等想问走让把被吃买卖啊哦嘛呀哎嗯哪谁什怎"
    "几多少号楼室路街电话机费单位公司客服务服业务]"
)
_PLACE_BEHIND = re.compile("[路街巷村镇乡区县市省州庄堡港湾桥站楼馆院校厂店园苑城府]")
_SHORTEST = 2
_HARDLY_SURNAMES = frozenset("和与从时都相能那有同来过后红")  # they join words far more often
_WORDS = re.compile("行长|五金|[员子]$|中华|方向|[路街巷村镇乡区县市省州庄园苑楼馆院校厂店]$")


def names_mentioned(lines: Lines, cues: Cues) -> frozenset[str]:
    """The names of people in the call, whoever they are, as they were heard."""
    patterns = _patterns(tuple(cues.words.get("who.surnames", ())), tuple(cues.words.get("who.double_surnames", ())))
    stopped = re.compile("|".join(map(re.escape, cues.words.get("who.not_names", ()))) or "(?!)")
    found = {name for line in lines.all for name in _in_line(line, patterns)}
    return frozenset(name for name in found if not stopped.search(name))


def may_be_name(name: str) -> bool:
    """Whether what stands where names stand looks like one: 曹颖 does, 我的饭卡丢了 does not."""
    return any(char in _GIVEN for char in name[1:]) and not _WORDS.search(name)


def _in_line(line: Line, patterns: Sequence[tuple[re.Pattern[str], bool]]) -> Iterator[str]:
    for pattern, anything in patterns:
        for match in pattern.finditer(line.text):
            surname, given = match["surname"], match["given"]
            behind = line.text[match.end() : match.end() + 1]
            if (anything and not _NOT_INSIDE.search(given)) or (
                _looks_given(given) and not _PLACE_BEHIND.match(behind)
            ):
                yield surname + given


def _looks_given(given: str) -> bool:
    return len(given) >= _SHORTEST and all(c in _GIVEN for c in given) and not all(c in _LESS for c in given)


@lru_cache(maxsize=8)
def _patterns(surnames: tuple[str, ...], doubles: tuple[str, ...]) -> tuple[tuple[re.Pattern[str], bool], ...]:
    """Each with whether any given name counts behind it, or only what looks like one."""
    single = "".join(char for char in "".join(surnames) if char not in _HARDLY_SURNAMES) or "~"
    surname = rf"(?P<surname>{'|'.join(map(re.escape, doubles)) or '(?!)'}|[{single}])"
    short, given = rf"(?P<given>{_H}{{1,2}}?)", rf"(?P<given>{_H}{{2}})"
    return (
        (re.compile(rf"(?:{_CUES}){_LINK}{surname}{short}{_AFTER}"), True),
        (re.compile(rf"{_CALLED}(?:是|叫|:|,)?{surname}{short}{_AFTER}"), True),
        (re.compile(rf"{_BEFORE}{surname}{given}{_AFTER}"), False),
        (re.compile(rf"(?:{_CUES}){surname}{given}"), False),
    )
