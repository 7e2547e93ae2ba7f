"""Importing the wrappers must cost nothing: commands that never hear audio import them too."""

import subprocess
import sys


def test_heavy_libraries_are_not_loaded_on_import() -> None:
    code = (
        "import sys, models.asr, models.vad, models.weights;"
        "print([m for m in ('ctranslate2', 'onnxruntime', 'faster_whisper', 'opencc', 'av') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
