"""Back-channels: 嗯, 好的, 对对 - the listener's short sounds that claim no turn."""

from __future__ import annotations

from pipeline.domain.call import Utterance
from pipeline.domain.times import Seconds

LISTENING = frozenset("嗯哦噢喔啊哈唔呃哎诶唉欸好对是行成中的了嘞呀吧呢可以没错明白知道恩")
LONGEST: Seconds = 1.2
LONGEST_WORDLESS: Seconds = 0.6  # nothing was recognised: a short sound is taken for a 嗯


def is_backchannel(utterance: Utterance) -> bool:
    """Whether an utterance is short and made of nothing but such sounds."""
    seconds = utterance.end - utterance.start
    if seconds > LONGEST:
        return False
    spoken = {c for c in utterance.text if c.isalnum()}
    return seconds <= (LONGEST if spoken else LONGEST_WORDLESS) and spoken <= LISTENING
