"""Adopts a rule that was tried: checked like any file of the pack, written into it, noted with who and when.

The pack's files are what counts. A page and an editor of files work side by side: each adoption changes one rule in one
file, as the file stands at that moment, and is taken back in the same way.
"""

from __future__ import annotations

import contextlib
import logging
import os
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pipeline.accounts import audit
from pipeline.language import N_, _
from pipeline.lexicon import Entry, Fault, LexiconError, load_pack, own_files, pack_files, with_base
from pipeline.lexicon.loader import load_files
from pipeline.lexicon_lab.candidate import entry_of
from pipeline.lexicon_lab.rule_file import Change, as_yaml, changed, edited, rule_in, without
from pipeline.storage.database import Database
from pipeline.storage.errors import Conflict, NotInStore
from pipeline.storage.tables import AdoptionRow, JobRow, utc_now

log = logging.getLogger(__name__)
DRY_RUN = "dry_run"
READ_ONLY = N_("词库文件夹不允许本服务写入，请下载改好的文件，交给维护词库的人放进去")
_writing = threading.Lock()  # of this process; the file is compared again before it is replaced
Check = Callable[[Mapping[str, Any], Path], None]  # as :func:`pipeline.lexicon_lab.check_apart`


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a finished dry run proposes to adopt, and why it can't be adopted now (None: it can)."""

    category: str
    rule: Entry
    change: Change
    hindered: str | None = None


def proposal(job: JobRow, lexicons: Path, effective_from: date | None, today: date) -> Proposal:
    """What adopting the rule that ``job`` tried would write.

    Raises NotInStore where it tried no single rule, LexiconError where the pack has no place for it.
    """
    entry = job.arguments.get("change", {}).get("entry") if job.kind == DRY_RUN else None
    if entry is None or job.state != "done":
        raise NotInStore(_("试算过的规则"), job.id)
    rule = entry_of(str(entry["yaml"]))
    if effective_from is not None:
        rule = rule.model_copy(update={"effective_from": effective_from, "former": ()})
    own, category = own_files(lexicons), str(entry["category"])
    change = changed(own, dict(pack_files(lexicons)), category, rule, today)
    return Proposal(category, rule, change, _hindrance(job, lexicons, change, rule))


def adopt(
    database: Database,
    job_id: int,
    lexicons: Path,
    user_id: int,
    *,
    effective_from: date | None,
    today: date,
    comment: str | None,
    check: Check,
) -> AdoptionRow:
    """Write the rule into the pack and note it.

    Raises NotInStore, LexiconError with all faults of the pack as it would be, and Conflict where the pack was changed
    since the dry run, the day is over, or the pack can't be written.
    """
    if effective_from is not None and effective_from < today:
        raise Conflict(_("生效日期不能早于今天：已经过去的通话不能按当时还没有的规则评"))
    with _writing:
        with database.reading() as session:
            wanted = proposal(_job(session, job_id), lexicons, effective_from, today)
        if wanted.hindered:
            raise Conflict(wanted.hindered)
        change = wanted.change
        check(_as_change(lexicons, change.name, change.after), lexicons)
        with _or_as_before(lexicons / change.name, change.before, change.after), database.writing() as session:
            row = _noted(session, wanted, job_id, lexicons, user_id, comment)
            _write(lexicons / change.name, change.before, change.after)
        return row


def undo(database: Database, adoption_id: int, lexicons: Path, user_id: int, check: Check) -> AdoptionRow:
    """Take the last adoption back: the rule stands again as before, whatever else was changed in its file.

    Raises NotInStore, Conflict where it is not the last one or the rule was changed by hand since, LexiconError.
    """
    with _writing:
        with database.reading() as session:
            row = _last(session, adoption_id, load_pack(lexicons).id)
            before, after = _read(lexicons / row.file), _undone(row, lexicons)
        check(_as_change(lexicons, row.file, after), lexicons)
        with _or_as_before(lexicons / row.file, before, after), database.writing() as session:
            row = session.get_one(AdoptionRow, adoption_id, with_for_update=True)
            if row.undone_at is not None:
                raise Conflict(_("这次采用已经撤销了"))
            row.undone_by, row.undone_at = user_id, utc_now()
            audit.note(session, user_id, "rule.undone", "rule", row.rule, version=row.version)
            _write(lexicons / row.file, before, after)
        return row


def adoptions(session: Session, pack: str, most: int, rule: str | None = None) -> list[AdoptionRow]:
    """The newest first; of one rule where it is named."""
    asked = select(AdoptionRow).filter_by(pack=pack).order_by(AdoptionRow.id.desc()).limit(most)
    return list(session.scalars(asked if rule is None else asked.filter_by(rule=rule)))


def last_adoption(session: Session, pack: str) -> AdoptionRow | None:
    """The one that may be taken back."""
    counting = select(AdoptionRow).filter_by(pack=pack).where(AdoptionRow.undone_at.is_(None))
    return session.scalars(counting.order_by(AdoptionRow.id.desc()).limit(1)).first()


def can_write(lexicons: Path, name: str) -> bool:
    """Whether this process may replace that file of the pack."""
    folder = (lexicons / name).parent
    existing = folder if folder.is_dir() else lexicons
    return os.access(existing, os.W_OK | os.X_OK)


def _job(session: Session, job_id: int) -> JobRow:
    job = session.get(JobRow, job_id)
    if job is None:
        raise NotInStore(_("试算"), job_id)
    return job


def _hindrance(job: JobRow, lexicons: Path, change: Change, rule: Entry) -> str | None:
    if change.rule is not None and _undated(change.rule) == _undated(rule):
        return _("词库里已经是这样了")
    if (job.result or {}).get("before", {}).get("sha256") != load_pack(lexicons).sha256:
        return _("试算之后词库又改过，这次试算的结果已经不准，请重新试算")
    return None if can_write(lexicons, change.name) else _(READ_ONLY)


def _undated(rule: Entry) -> Entry:
    return rule.model_copy(update={"effective_from": None, "former": ()})


def _as_change(lexicons: Path, name: str, after: bytes | None) -> dict[str, Any]:
    """The pack's own files as they would be, to be checked like a pack that was sent."""
    own = own_files(lexicons)
    own.pop(name, None)
    if after is not None:
        own[name] = after
    try:
        return {"files": {other: raw.decode("utf-8-sig") for other, raw in own.items()}}
    except UnicodeDecodeError:
        raise LexiconError([Fault(_("词库"), "", "", _("有文件不是 UTF-8 编码，请另存为 UTF-8"))]) from None


def _noted(
    session: Session, wanted: Proposal, job_id: int, lexicons: Path, user_id: int, comment: str | None
) -> AdoptionRow:
    change, pack = wanted.change, load_pack(lexicons).id
    written = own_files(lexicons) | {change.name: change.after}
    newest = session.scalar(select(func.max(AdoptionRow.version)).filter_by(pack=pack)) or 0
    stands = rule_in(change.after, wanted.rule.id) or wanted.rule
    row = AdoptionRow(
        pack=pack,
        version=newest + 1,
        rule=wanted.rule.id,
        category=wanted.category,
        file=change.name,
        made_file=change.before is None,
        before=as_yaml(change.rule) if change.rule else None,
        after=as_yaml(stands),
        effective_from=stands.effective_from.isoformat() if stands.effective_from else None,
        dry_run_id=job_id,
        comment=comment or None,
        created_by=user_id,
        sha256=load_files(with_base(written, lexicons.parent, lexicons.name)).sha256,
    )
    session.add(row)
    session.flush()
    audit.note(session, user_id, "rule.adopted", "rule", row.rule, version=row.version, file=row.file)
    return row


def _last(session: Session, adoption_id: int, pack: str) -> AdoptionRow:
    row, last = session.get(AdoptionRow, adoption_id), last_adoption(session, pack)
    if row is None or row.pack != pack:
        raise NotInStore(_("采用记录"), adoption_id)
    if last is None or row.id != last.id:
        raise Conflict(_("只能撤销最近一次采用；要改更早的，请再试算、采用一次"))
    return row


def _undone(row: AdoptionRow, lexicons: Path) -> bytes | None:
    """The file without what was adopted; None where nothing is left of it."""
    if not can_write(lexicons, row.file):
        raise Conflict(_(READ_ONLY))
    raw = _read(lexicons / row.file)
    stands = rule_in(raw, row.rule) if raw is not None else None
    if raw is None or stands != entry_of(row.after):
        raise Conflict(_("采用之后有人直接改过这条规则的文件，请在文件里改，或重新试算"))
    if row.before is None:
        return without(raw, row.rule)
    return edited(raw, entry_of(row.before))


@contextlib.contextmanager
def _or_as_before(path: Path, before: bytes | None, after: bytes | None) -> Iterator[None]:
    """A file whose change could not be noted is put back: nothing counts of which nobody knows who wanted it."""
    try:
        yield
    except BaseException:
        if _read(path) == after:
            _write(path, after, before)
        raise


def _read(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def _write(path: Path, before: bytes | None, after: bytes | None) -> None:
    """Whole or not at all, and only over what was read; raises Conflict."""
    if _read(path) != before:
        raise Conflict(_("刚刚有人改过这个文件，请再试一次"))
    draft = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        if after is None:
            path.unlink()
            return
        path.parent.mkdir(exist_ok=True)
        draft.write_bytes(after)
        if before is not None:
            draft.chmod(path.stat().st_mode & 0o777)
        draft.replace(path)
    except OSError as error:
        log.warning("a file of the lexicon can't be written (%s)", error.strerror)
        raise Conflict(_(READ_ONLY)) from None
    finally:
        draft.unlink(missing_ok=True)
