"""The written sets that nobody reads: they load, and their labels stand where they say."""

from pathlib import Path

import pytest
import yaml

from pipeline.evaluation.dialogues import dialogue_call, read_script

SETS = sorted(path for path in (Path(__file__).parent / "written").iterdir() if path.is_dir())


@pytest.mark.parametrize("folder", SETS, ids=lambda path: path.name)
def test_labels_stand_in_their_turns(folder):
    wrong = []
    for path in sorted(folder.glob("*.yaml")):
        fields = yaml.safe_load(path.read_text(encoding="utf-8"))
        spoken = [u.text for u in dialogue_call(read_script(fields)).utterances]
        wrong += [path.name for f in fields["truth"]["forbidden"] if f["phrase"] not in spoken[f["turn"]]]
    assert not wrong
    assert len(list(folder.glob("*.yaml"))) >= 30


def test_there_are_sets():
    assert SETS
