"""What codes are called on the pages: checks, categories, elements come from the lexicon, the rest is fixed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pipeline.checks.registry import checks
from pipeline.domain.scorecard import PROMISES
from pipeline.language import Words, translated
from pipeline.lexicon import CATEGORIES, Pack
from pipeline.scoring import PROMISES_TITLE

VERDICTS = Words(
    {"pass": "达标", "fail": "不达标", "unsure": "不可判", "not_applicable": "不适用", "error": "检查出错"}
)
VERDICT_TONES = {"pass": "good", "fail": "bad", "unsure": "doubt", "not_applicable": "process", "error": "doubt"}
MATCHES = Words({"exact": "字面一致", "sound": "读音相近", "similar": "语义相似"})
SEVERITIES = Words({"info": "提示", "minor": "一般", "major": "严重", "fatal": "一票否决"})
ROLES = Words({"agent": "坐席", "customer": "客户", "system": "系统"})
DIRECTIONS = Words({"inbound": "来电", "outbound": "外呼"})
SLOT_STATES = Words({"given": "已了解", "asked": "问过", "missing": "未了解"})
REVIEW_STATES = Words(
    {"none": "待复核", "claimed": "复核中", "reviewed": "已复核", "published": "已发布", "aside": "已搁置"}
)
REMOVALS = Words(
    {
        "hallucination": "无人说出的字幕套话",
        "prompt_leak": "提示语回声",
        "repetition": "重复循环的文字",
        "near_silence": "近乎无声处的文字",
    }
)
SLOTS = ("when", "who", "where", "what", "why", "how")
FORBIDDEN = "forbidden_phrases"


@dataclass(frozen=True, slots=True)
class Names:
    """Titles by code; what is unknown is shown as its code."""

    checks: Mapping[str, str] = field(default_factory=dict)
    categories: Mapping[str, str] = field(default_factory=dict)
    elements: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    slots: Mapping[str, str] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)
    missing: frozenset[str] = frozenset()  # checks that tell what was not said; their quote shows what was said instead

    def kind(self, code: str) -> str:
        return self.kinds.get(code, code)

    def check(self, code: str) -> str:
        return self.checks.get(code, code)

    def category(self, code: str | None) -> str:
        return self.categories.get(code or "", code or "")

    def element(self, check: str, code: str) -> str:
        return self.elements.get(check, {}).get(code, code)


def names_of(pack: Pack) -> Names:
    """The titles that ``pack`` and the registered checks give."""
    slots = {name: slot.title for name, slot in pack.slots.items()}
    scripts = {name: {id: e.title for id, e in script.elements.items()} for name, script in pack.scripts.items()}
    elements = {check: scripts.get(check.removesuffix("_script"), {}) for check in checks()}
    own = {id: demand.title for kind in pack.call_kinds.values() for id, demand in kind.script.items()}
    elements |= dict.fromkeys(("kind_script", "appointment_script"), own)
    return Names(
        checks={id: translated(check.title) for id, check in checks().items()} | {PROMISES: translated(PROMISES_TITLE)},
        categories=pack.category_titles,
        elements=elements | {"five_w": slots},
        slots=slots,
        kinds=pack.kind_titles,
        missing=frozenset(id for id, check in checks().items() if check.tells_missing),
    )


def tone_of(check: str, category: str | None, passed: bool = False) -> str:
    """The colour class of a finding: that of its category of forbidden language, or of the process."""
    if passed:
        return "good"
    if check != FORBIDDEN or not category:
        return "process"
    return category if category in CATEGORIES else "accent"  # a pack's own has no colour of its own
