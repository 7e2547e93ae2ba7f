"""The words at a place of a stored call: jobs keep places only, words come from the transcripts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline.storage.call_json import load_call
from pipeline.storage.errors import StoreError
from pipeline.storage.tables import CallRow, TranscriptRow


class Quotes:
    """Reads each call once."""

    def __init__(self, session: Session) -> None:
        self._session, self._known = session, dict[str, dict[int, str]]()

    def said(self, call_id: str, utterance: int) -> str:
        """The whole utterance; empty where the call's words are gone."""
        if call_id not in self._known:
            self._known[call_id] = self._read(call_id)
        return self._known[call_id].get(utterance, "")

    def quote(self, call_id: str, utterance: int, start: int, end: int) -> str:
        return self.said(call_id, utterance)[start:end]

    def shown(self, call_id: str, place: Mapping[str, Any]) -> dict[str, Any]:
        """A place with the words that stand there."""
        where = (place["utterance"], place["char_start"], place["char_end"])
        return {**place, "quote": self.quote(call_id, *where)}

    def _read(self, call_id: str) -> dict[int, str]:
        asked = select(TranscriptRow.body).join(CallRow, CallRow.transcript_id == TranscriptRow.id)
        body = self._session.scalar(asked.where(CallRow.id == call_id))
        try:
            return {u.index: u.text for u in load_call(body).utterances} if body else {}
        except StoreError:
            return {}
