"""The whole store in one file: every table as JSON lines, every recording under its content hash.

A tar archive that needs no database to be read, so it also moves a store from SQLite to PostgreSQL and back.
"""

from __future__ import annotations

import io
import json
import os
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Connection, RowMapping, Select, Table, TableClause, column, func, insert, select, text
from sqlalchemy import table as plain_table

from pipeline.errors import cause
from pipeline.storage.database import Database
from pipeline.storage.errors import StoreError
from pipeline.storage.migrate import current, head, migrate
from pipeline.storage.private import new_private_file
from pipeline.storage.recordings import RecordingStore, digest
from pipeline.storage.tables import Base
from pipeline.storage.tables.base import JsonText, UtcDateTime
from pipeline.storage.tables.judgements import CardText, RecordText

FORMAT = 1
META, TABLES, RECORDINGS = "tingjian.json", "tables/", "recordings/"
ROWS_TOGETHER = 500
Progress = Callable[[str], None]


def back_up(
    database: Database, recordings: RecordingStore, target: Path, progress: Progress = lambda _: None
) -> list[str]:
    """Write ``target`` whole or not at all, from one moment's view of the database; raises StoreError.

    Every recording is checked. Those that are damaged or gone are left out, and their hashes returned.
    """
    draft = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with os.fdopen(new_private_file(draft), "wb") as file, tarfile.open(fileobj=file, mode="w") as archive:
            hashes = _write_tables(database, archive, progress)
            damaged = _write_recordings(recordings, hashes, archive, progress)
        with draft.open("rb") as written:
            os.fsync(written.fileno())
        draft.replace(target)
        return damaged
    except OSError as error:
        raise StoreError(f"备份无法写入 {target}：{cause(error)}") from error
    finally:
        draft.unlink(missing_ok=True)


def restore(
    source: Path, database: Database, recordings: RecordingStore, progress: Progress = lambda _: None
) -> list[str]:
    """Fill an empty store from a backup, all tables in one transaction; raises StoreError where it can't be used.

    What is sound is restored; the hashes of recordings that are damaged or not in the backup are returned.
    """
    migrate(database)
    with database.engine.connect() as connection:
        _check_empty(connection)  # before anything is copied
    try:
        with tarfile.open(source, "r") as archive:
            _check(archive)
            sound = _restore_recordings(archive, recordings, progress)
            with database.engine.execution_options(tingjian_writes=True).begin() as connection:
                _check_empty(connection)
                for table in Base.metadata.sorted_tables:
                    progress(table.name)
                    _restore_table(archive, table, connection)
                return _missing(connection, sound)
    except (tarfile.TarError, KeyError, ValueError, EOFError) as error:
        raise StoreError(f"{source.name} 不是完整的听鉴备份") from error
    except OSError as error:
        raise StoreError(f"备份 {source} 无法读取：{cause(error)}") from error


def _write_tables(database: Database, archive: tarfile.TarFile, progress: Progress) -> list[str]:
    """Returns the hashes of the recordings whose bytes belong to this view."""
    with database.engine.connect() as plain:
        connection = plain if database.is_sqlite else plain.execution_options(isolation_level="REPEATABLE READ")
        _add(archive, META, json.dumps({"format": FORMAT, "schema": current(connection)}).encode())
        for table in Base.metadata.sorted_tables:
            progress(table.name)
            with tempfile.TemporaryFile() as lines:
                for row in connection.execute(_all_rows(table)).yield_per(ROWS_TOGETHER):
                    lines.write(_line(row._mapping))
                _add_file(archive, f"{TABLES}{table.name}.jsonl", lines)
        kept = Base.metadata.tables["recordings"]
        present = select(kept.c.sha256).where(kept.c.deleted_at.is_(None)).order_by(kept.c.sha256)
        return list(connection.scalars(present))


def _all_rows(table: Table) -> Select[Any]:
    written = _as_written(table)
    return select(written).order_by(*(written.c[column.name] for column in table.primary_key))


def _as_written(table: Table) -> TableClause:
    """The table with records as the JSON that they are written as: a backup neither reads nor mends them."""
    kinds = {c.name: JsonText() if isinstance(c.type, RecordText | CardText) else c.type for c in table.columns}
    return plain_table(table.name, *(column(name, kind) for name, kind in kinds.items()))


def _write_recordings(
    recordings: RecordingStore, hashes: list[str], archive: tarfile.TarFile, progress: Progress
) -> list[str]:
    """Returns the hashes of those that are not what they were when they were kept."""
    damaged = []
    for sha256 in hashes:
        progress(sha256[:12])
        if not recordings.is_sound(sha256):
            damaged.append(sha256)
            continue
        with recordings.local(sha256) as path, path.open("rb") as file:
            _add_file(archive, RECORDINGS + sha256, file)
    return damaged


def _line(row: RowMapping) -> bytes:
    plain = {name: value.isoformat() if isinstance(value, datetime) else value for name, value in row.items()}
    return json.dumps(plain, ensure_ascii=False, allow_nan=False).encode() + b"\n"


def _add(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    _add_file(archive, name, io.BytesIO(content))


def _add_file(archive: tarfile.TarFile, name: str, file: IO[bytes]) -> None:
    info = tarfile.TarInfo(name)
    info.size = file.seek(0, os.SEEK_END)
    file.seek(0)
    archive.addfile(info, file)


def _check(archive: tarfile.TarFile) -> None:
    with _open(archive, META) as file:
        meta = json.load(file)
    if meta["format"] != FORMAT or meta["schema"] != head():
        raise StoreError("备份来自另一个版本的听鉴：请用同一版本恢复，再升级")


def _check_empty(connection: Connection) -> None:
    for table in Base.metadata.sorted_tables:
        if connection.scalar(select(func.count()).select_from(table)):
            raise StoreError("只能恢复到空的数据库，没有改动任何内容")


def _restore_recordings(archive: tarfile.TarFile, recordings: RecordingStore, progress: Progress) -> set[str]:
    """The hashes of those whose bytes are still what their names in the archive say; the others are left out."""
    sound: set[str] = set()
    for member in archive:
        if member.isfile() and member.name.startswith(RECORDINGS):
            progress(member.name[len(RECORDINGS) :][:12])
            with tempfile.NamedTemporaryFile(prefix="tingjian-") as copy, _open(archive, member.name) as file:
                while chunk := file.read(1024 * 1024):
                    copy.write(chunk)
                copy.flush()
                if RECORDINGS + digest(Path(copy.name))[0] == member.name:
                    sound.add(recordings.add(Path(copy.name))[0])
    return sound


def _missing(connection: Connection, sound: set[str]) -> list[str]:
    """Recordings that the restored tables speak of and that are not here."""
    kept = Base.metadata.tables["recordings"]
    named = select(kept.c.sha256).where(kept.c.deleted_at.is_(None)).order_by(kept.c.sha256)
    return [sha256 for sha256 in connection.scalars(named) if sha256 not in sound]


def _restore_table(archive: tarfile.TarFile, table: Table, connection: Connection) -> None:
    rows: list[dict[str, Any]] = []
    for row in _rows(archive, table):
        rows.append(row)
        if len(rows) == ROWS_TOGETHER:
            connection.execute(insert(_as_written(table)), rows)
            rows = []
    if rows:
        connection.execute(insert(_as_written(table)), rows)
    _go_on_counting(connection, table)


def _rows(archive: tarfile.TarFile, table: Table) -> Iterator[dict[str, Any]]:
    moments = [column.name for column in table.columns if isinstance(column.type, UtcDateTime)]
    with _open(archive, f"{TABLES}{table.name}.jsonl") as file:
        for line in file:
            row = json.loads(line)
            yield row | {name: datetime.fromisoformat(row[name]) for name in moments if row[name]}


def _go_on_counting(connection: Connection, table: Table) -> None:
    """PostgreSQL numbers new rows by a sequence, which does not know of rows that brought their number along."""
    counted = table.autoincrement_column
    if connection.dialect.name == "postgresql" and counted is not None:
        last = connection.scalar(select(func.max(counted)))
        if last is not None:
            sequence = text("SELECT setval(pg_get_serial_sequence(:table, :column), :last)")
            connection.execute(sequence, {"table": table.name, "column": counted.name, "last": last})


def _open(archive: tarfile.TarFile, name: str) -> IO[bytes]:
    file = archive.extractfile(name)
    if file is None:
        raise KeyError(name)
    return file
