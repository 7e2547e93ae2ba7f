"""What waits for people: told in the transaction of what it tells of, read on a page, mailed where they wish."""

from pipeline.inbox.kinds import Kind
from pipeline.inbox.tell import settle, tell

__all__ = ["Kind", "settle", "tell"]
