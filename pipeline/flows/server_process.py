"""A small Prefect server for one command: ``python -m pipeline.flows.server_process FOLDER TEMPLATE``.

Ends when its standard input ends, which happens when the command that started it is gone, however it went; then its
folder is removed. Writes its port to standard output when it is ready. The database starts as a copy of TEMPLATE, made
when it is missing: creating the tables takes longer than everything else.
"""

from __future__ import annotations

import os
import shutil
import socket
import sqlite3
import sys
import threading
from pathlib import Path


def main(folder: Path, template: Path) -> None:
    threading.Thread(target=_end_with_standard_input, args=(folder,), daemon=True).start()
    if template.exists():
        shutil.copyfile(template, folder / "prefect.db")
    import uvicorn
    from prefect.server.api.server import create_app

    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            if not template.exists():
                _keep(folder / "prefect.db", template)
            sys.stdout.write(f"{listener.getsockname()[1]}\n")
            sys.stdout.flush()

    Server(uvicorn.Config(create_app(), log_level="critical", lifespan="on")).run(sockets=[listener])


def _end_with_standard_input(folder: Path) -> None:
    while os.read(0, 1024):
        pass
    shutil.rmtree(folder, ignore_errors=True)
    os._exit(0)  # nothing of it is needed any more


def _keep(database: Path, template: Path) -> None:
    """A whole copy under its name, or none."""
    draft = template.with_name(f"{template.name}.{os.getpid()}.part")
    source, copy = sqlite3.connect(database), sqlite3.connect(draft)
    with source, copy:
        source.backup(copy)
    source.close()
    copy.close()
    draft.replace(template)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
