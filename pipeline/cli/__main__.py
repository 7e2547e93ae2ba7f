"""``python -m pipeline.cli`` is ``tingjian``."""

from pipeline.cli.main import run

run()
