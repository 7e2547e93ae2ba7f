"""A collection as a zip: an index page, a table, and the clips; personal data hidden in all of them."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from pipeline.errors import TingjianError
from pipeline.language import N_, TAGS, Words, _, _n, language, translated
from pipeline.reports.cells import safe_cell

MOST_BYTES = 100 * 1024**2
_ROLES = Words({"agent": "坐席", "customer": "客户", "system": "系统"})
_COLUMNS = (
    N_("序号"),
    N_("类型"),
    N_("检查项"),
    N_("类别"),
    N_("通话"),
    N_("开始（秒）"),
    N_("结束（秒）"),
    N_("文字"),
    N_("要看的字"),
    N_("原因"),
    N_("建议说法"),
    N_("备注"),
    N_("录音文件"),
)
_LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the same collection gives the same zip
_STYLE = """
body{margin:2rem auto;max-width:52rem;padding:0 1rem;font:16px/1.7 "PingFang SC","Microsoft YaHei","Noto Sans CJK SC",
sans-serif;color:#1d2430;background:#f7f8fa}h1{font-size:1.6rem}section{background:#fff;border:1px solid #dde2ea;
border-left:6px solid #b3403a;border-radius:8px;padding:1rem 1.25rem;margin:1rem 0}
section.good{border-left-color:#2f7d4f}
h2{font-size:1.05rem;margin:0 0 .5rem}audio{width:100%}p{margin:.25rem 0}.why{color:#5b6675}
u{text-decoration-color:#b3403a;text-decoration-thickness:2px;text-underline-offset:.25em}
.good u{text-decoration-color:#2f7d4f}.who{color:#5b6675;margin-right:.75rem}
.note{background:#f2f4f8;border-radius:6px;padding:.4rem .75rem;margin-top:.5rem}footer{color:#5b6675;font-size:.875rem}
""".strip()


class ExportTooBig(TingjianError):
    """More than one file may hold."""


@dataclass(frozen=True, slots=True)
class ExportedClip:
    """``shown`` is a clip as JSON, masked; ``sound`` Ogg Opus bytes, None where there is none."""

    title: str
    shown: dict[str, Any]
    note: str
    sound: bytes | None
    category: str = ""  # its title


def export_zip(name: str, description: str, clips: Sequence[ExportedClip], left_out: int = 0) -> bytes:
    """``left_out``: how many clips stay behind, since their agents do not agree. Raises ExportTooBig."""
    if sum(len(clip.sound or b"") for clip in clips) > MOST_BYTES:
        raise ExportTooBig(_("导出内容超过 %(most)s MB，请分成几个案例集", most=MOST_BYTES // 1024**2))
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        _add(archive, "index.html", index_page(name, description, clips, left_out).encode(), zipfile.ZIP_DEFLATED)
        _add(archive, "clips.csv", table(clips), zipfile.ZIP_DEFLATED)
        for number, clip in enumerate(clips, 1):
            if clip.sound is not None:
                _add(archive, file_of(number), clip.sound, zipfile.ZIP_STORED)
    return target.getvalue()


def file_of(number: int) -> str:
    return f"clips/{number:03d}.ogg"


def index_page(name: str, description: str, clips: Sequence[ExportedClip], left_out: int = 0) -> str:
    """A page that stands alone: no script, nothing from elsewhere."""
    body = "\n".join(_section(number, clip) for number, clip in enumerate(clips, 1))
    behind = _n("另有 %(num)s 段因所属坐席不同意作为示例，没有导出。", left_out) if left_out else ""
    made = _("由听鉴导出。姓名、地址、电话、证件号和卡号已在文字中遮盖，并在录音中以提示音代替。")
    nothing = f"<p>{escape(_('这个案例集还没有片段。'))}</p>"
    return f"""<!DOCTYPE html>
<html lang="{TAGS[language()]}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy"
 content="default-src 'none'; style-src 'unsafe-inline'; media-src 'self' file:">
<title>{escape(name)}</title><style>{_STYLE}</style></head>
<body><h1>{escape(name)}</h1><p>{escape(description)}</p>
{body or nothing}
<footer>{"".join(f"<p>{escape(part)}</p>" for part in (made, behind) if part)}</footer></body></html>
"""


def table(clips: Sequence[ExportedClip]) -> bytes:
    """The clips as CSV for spreadsheets; no cell can be taken for a formula."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(map(translated, _COLUMNS))
    for number, clip in enumerate(clips, 1):
        shown = clip.shown
        words = "；".join(_("%(who)s：%(text)s", who=_who(line), text=line["text"]) for line in shown["lines"])
        marked = "；".join(part for line in shown["lines"] for part, is_marked in _pieces(line) if is_marked)
        cells = (
            number,
            _kind(shown),
            clip.title,
            clip.category,
            shown["call_id"],
            shown["start"],
            shown["end"],
            words,
            marked,
            shown.get("reason") or "",
            shown.get("suggestion") or "",
            clip.note,
            file_of(number) if clip.sound is not None else "",
        )
        writer.writerow([safe_cell(cell) for cell in cells])
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def _section(number: int, clip: ExportedClip) -> str:
    shown = clip.shown
    heading = " · ".join(part for part in (f"{number}. {_kind(shown)}", clip.title, clip.category) if part)
    sound = f'<audio controls preload="none" src="{file_of(number)}"></audio>' if clip.sound is not None else ""
    lines = "".join(
        f'<p><span class="who">{_who(line)}</span><span lang="zh">{_underlined(line)}</span></p>'
        for line in shown["lines"]
    )
    reason = _told("why", _("原因：%(text)s", text=shown["reason"])) if shown.get("reason") else ""
    better = _told("note", _("建议说法：%(text)s", text=shown["suggestion"])) if shown.get("suggestion") else ""
    note = _told("note", _("备注：%(text)s", text=clip.note)) if clip.note else ""
    kind = "good" if shown["good"] else "bad"
    return f'<section class="{kind}"><h2>{escape(heading)}</h2>{sound}{lines}{reason}{better}{note}</section>'


def _line(line: dict[str, Any]) -> str:
    return f'<p><span class="who">{_who(line)}</span><span lang="zh">{_underlined(line)}</span></p>'


def _told(kind: str, text: str) -> str:
    return f'<p class="{kind}">{escape(text)}</p>'


def _underlined(line: dict[str, Any]) -> str:
    return "".join(f"<u>{escape(part)}</u>" if marked else escape(part) for part, marked in _pieces(line))


def _pieces(line: dict[str, Any]) -> Iterator[tuple[str, bool]]:
    """The text in parts, each with whether it is one of the words to look at."""
    text, at = line["text"], 0
    for start, end in line.get("marks", ()):
        yield text[at:start], False
        yield text[start:end], True
        at = end
    yield text[at:], False


def _kind(shown: dict[str, Any]) -> str:
    return _("示范") if shown["good"] else _("反例")


def _who(line: dict[str, Any]) -> str:
    return _ROLES.get(line["role"], "")


def _add(archive: zipfile.ZipFile, name: str, content: bytes, compression: int) -> None:
    info = zipfile.ZipInfo(name, _LONG_AGO)
    info.compress_type = compression
    archive.writestr(info, content)
