"""SQL is built by SQLAlchemy: no statement is put together from text."""

import re

from pipeline.settings import PROJECT

STATEMENT = re.compile(
    r"f['\"]{1,3}\s*(?:SELECT|INSERT INTO|UPDATE|DELETE FROM|CREATE|DROP|ALTER) "
    r"|exec_driver_sql\(\s*f|(?<![.\w])text\(\s*f"
)


def test_no_statement_is_put_together_from_text():
    found = [
        f"{path.relative_to(PROJECT)}:{number}"
        for folder in ("api", "pipeline")
        for path in (PROJECT / folder).rglob("*.py")
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if STATEMENT.search(line)
    ]
    assert found == []
