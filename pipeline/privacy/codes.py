"""What is personal because of what it is called: codes, passwords, accounts, tax numbers, passports; and what shows by
its form: plates, e-mail addresses, dates of birth."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.privacy.kinds import Kind
from pipeline.privacy.rows import SAID
from pipeline.reading.lines import Line, Lines

_SPOKEN = "".join(char for char in SAID if not char.isascii())
_N = f"[0-9{_SPOKEN}]"
_SIGN = rf"(?:[a-z0-9{_SPOKEN}]|下划线|横杠|减号|(?<=[a-z0-9{_SPOKEN}])个(?=[0-9{_SPOKEN}]))"
_TOKEN = re.compile(rf"{_SIGN}(?:[ ,.·_\-]{{0,2}}(?:大写|小写|字母)?{_SIGN})*")
_CONNECT = re.compile(
    r"(?:号码|号|就?是|为|叫|填|写|加|我的?|您的?|他的?|她的?|的|名|呢|啊|嗯|呃|那个|应该|好像|账号|账户|码|[:,. ]|"
    r"后面|收到[的了]?|来了|"
    r"刚才|发来|这个|您?记一下|本人|也|还|报一下|先|：){0,8}"
)
_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_PLATE = re.compile(
    rf"[{_PROVINCES}][ ,]?[a-z][ ,·.]{{0,2}}(?:(?:[a-hj-np-z0-9]|{_N}个{_N}|[{_SPOKEN}])[ ,]?){{4,7}}"
    r"(?:学|警|挂|港|澳)?"
)
_LETTERS = r"[a-z0-9._%+\-]"
_DOMAIN = (
    rf"(?:[a-z0-9\-]{{2,20}}|[{_SPOKEN}]{{3}}|扣扣|网易|新浪|搜狐)[ ,]?(?:\.|点|dot|:)[ ,]?"
    r"(?:com|cn|net|org|edu|gov|康姆|扣姆|抗母|c o m)(?:[ ,]?(?:\.|点)[ ,]?cn)?"
)
_MAIL = re.compile(
    rf"(?:{_LETTERS}|[{_SPOKEN}]|下划线|横杠|点|[ ,](?=[a-z0-9{_SPOKEN}@艾爱圈])){{1,40}}"
    rf"[ ,]?(?:@|艾特|爱特|at|圈儿?a|小老鼠)[ ,]?{_DOMAIN}"
)
_YEAR, _SMALL = rf"(?:[12][09]\d\d|\d\d|[{_SPOKEN}]{{2,4}})", r"(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})"
_DATE = (
    rf"(?:{_YEAR}[年/.\-:][ ,]?{_SMALL}(?:[月/.\-:][ ,]?{_SMALL}[日号]?|月)|{_YEAR}年(?:{_SMALL}月)?|"
    rf"{_SMALL}月{_SMALL}[日号]?|(?:19|20)\d{{6}})"
)
_BORN = re.compile(
    rf"(?:生日|出生(?:日期|年月|于)?|生于)(?:[是为在:, ]|农历|阴历|阳历|我|的|过){{0,4}}({_DATE})|"
    rf"({_DATE})(?:[, ])?(?:出?生人?的|出生|的?生日)"
)
_ASKS_BIRTH = re.compile("生日|出生")
_WHOLE_DATE = re.compile(_DATE)
_PASSPORT = re.compile(r"(?<![a-z0-9])(?:(?:e[a-z]?|g|d|s|p|[psd]e)\d{7,8}|[hmc][a-z]?\d{8,10})(?!\d)")
_CREDIT_CODE = re.compile(r"(?<![a-z0-9])[0-9a-hj-npqrtuwxy]{2}\d{6}[0-9a-hj-npqrtuwxy]{10}(?![a-z0-9])")
_CODE = "验证码|校验码|动态码|动态密码|短信码|密码|口令|取件码|提货码|pin码|暗号"
_CUES: tuple[tuple[re.Pattern[str], Kind, int], ...] = (
    (re.compile(_CODE), Kind.CODE, 4),
    (re.compile("微信|威信|薇信|qq|扣扣|企鹅号|vx|v信|抖音|支付宝|钉钉|微博"), Kind.ACCOUNT, 5),
    (re.compile("税号|识别号|信用代码"), Kind.TAX_NUMBER, 8),
    (re.compile("护照|通行证|台胞证|回乡证|军官证|居住证"), Kind.PASSPORT, 6),
    (re.compile("车牌|车号|牌照"), Kind.PLATE, 5),
    (re.compile("邮箱|邮件|e-?mail"), Kind.EMAIL, 4),
)
_BEHIND = re.compile(rf"({_TOKEN.pattern})[ ,]?(?:就?是|为)(?:我的?|这个|刚才的?|那个)?(?:{_CODE})")
_ANOTHER = re.compile("手机|电话")  # is told instead
_FIRST_WORDS = 8  # characters before an answer to a question for a code
_LAST_WORDS = 14  # characters of a question in which it says what it asks for
_UNITS = frozenset("块元角分秒天年月次点度个岁位遍条斤米%折")

Found = tuple[int, int, Kind]


def codes(line: Line, lines: Lines) -> Iterator[Found]:
    """Everything of these kinds in one line."""
    text = line.text
    for pattern, kind in (
        (_PLATE, Kind.PLATE),
        (_MAIL, Kind.EMAIL),
        (_PASSPORT, Kind.PASSPORT),
        (_CREDIT_CODE, Kind.TAX_NUMBER),
    ):
        yield from ((m.start(), m.end(), kind) for m in pattern.finditer(text) if _counts(m[0]) >= 4)
    for match in _BORN.finditer(text):
        yield *match.span(1 if match[1] else 2), Kind.BIRTH_DATE
    for cue, kind, least in _CUES:
        yield from _called(text, cue, kind, least)
    yield from ((*m.span(1), Kind.CODE) for m in _BEHIND.finditer(text) if _counts(m[1]) >= 4)
    yield from _answered(line, lines)


def _called(text: str, cue: re.Pattern[str], kind: Kind, least: int) -> Iterator[Found]:
    for match in cue.finditer(text):
        connect = _CONNECT.match(text, match.end())
        start = connect.end() if connect else match.end()
        yield from _token(text, start, kind, least)


def _token(text: str, start: int, kind: Kind, least: int) -> Iterator[Found]:
    """The code that begins here; an amount or a time is none."""
    province = kind is Kind.PLATE and text[start : start + 1] in tuple(_PROVINCES)
    token = _TOKEN.match(text, start + province)
    if token is not None and _counts(token[0]) >= least and text[token.end() : token.end() + 1] not in _UNITS:
        yield start, token.end(), kind


def _answered(line: Line, lines: Lines) -> Iterator[Found]:
    """The other speaker asked for it, and this is the answer."""
    asked = lines.before(line)
    if asked is None:
        return
    question = asked.text[-_LAST_WORDS:]
    for cue, kind, least in _CUES:
        if cue.search(question):
            first = next((m for m in _TOKEN.finditer(line.text) if _counts(m[0]) >= least), None)
            if first is not None and first.start() <= _FIRST_WORDS and not _ANOTHER.search(line.text[: first.start()]):
                yield from _token(line.text, first.start(), kind, least)
    if _ASKS_BIRTH.search(question) and (date := _WHOLE_DATE.search(line.text)):
        yield *date.span(), Kind.BIRTH_DATE


def _counts(token: str) -> int:
    """Letters and digits of a token."""
    return sum(c.isascii() and c.isalnum() for c in token) + sum(c in _SPOKEN for c in token)
