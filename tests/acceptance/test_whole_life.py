"""The whole life of a call through a running server and worker, with real weights."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.settings import PROJECT

SCRIPT = PROJECT / "tests" / "acceptance" / "whole_life.sh"


@pytest.mark.weights
@pytest.mark.thorough
def test_a_call_goes_from_its_upload_to_a_coaching_clip():
    ran = subprocess.run(
        ["bash", str(SCRIPT)],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
        env=os.environ | {"BIN": str(Path(sys.executable).parent)},
    )
    assert ran.returncode == 0, ran.stdout[-2000:] + ran.stderr[-2000:]
    assert "全部通过" in ran.stdout
