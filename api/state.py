"""What the application holds, as dependencies: settings, database, recordings, trail, and transactions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy.orm import Session

from api.trail import Trail
from pipeline.lexicon import Pack, PackInUse
from pipeline.playback import Copies
from pipeline.settings import Settings
from pipeline.storage import Database
from pipeline.storage.recordings import RecordingStore


def _settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


def _database(request: Request) -> Database:
    database: Database = request.app.state.database
    return database


def _recordings(request: Request) -> RecordingStore:
    recordings: RecordingStore = request.app.state.recordings
    return recordings


def _trail(request: Request) -> Trail:
    trail: Trail = request.app.state.trail
    return trail


def _copies(request: Request) -> Copies:
    copies: Copies = request.app.state.copies
    return copies


def _lexicon(request: Request) -> PackInUse:
    lexicon: PackInUse = request.app.state.lexicon
    return lexicon


def _pack(request: Request) -> Pack:
    return _lexicon(request).current()


SettingsDep = Annotated[Settings, Depends(_settings)]
DatabaseDep = Annotated[Database, Depends(_database)]
RecordingsDep = Annotated[RecordingStore, Depends(_recordings)]
CopiesDep = Annotated[Copies, Depends(_copies)]
LexiconDep = Annotated[PackInUse, Depends(_lexicon)]
PackDep = Annotated[Pack, Depends(_pack)]
TrailDep = Annotated[Trail, Depends(_trail)]


def _reading(database: DatabaseDep) -> Iterator[Session]:
    with database.reading() as session:
        yield session


def _writing(database: DatabaseDep) -> Iterator[Session]:
    with database.writing() as session:
        yield session


# Sessions connect at their first query, which is in the endpoint's own thread: no dependency may query them, or
# requests that hold a connection would wait for threads while threads wait for connections. They end (and commit)
# before the response is sent, so that nobody is told of a change that then fails.
ReadSession = Annotated[Session, Depends(_reading, scope="function")]
WriteSession = Annotated[Session, Depends(_writing, scope="function")]
