"""Long work on what is stored already: judging again, deleting what is old, trying out a changed lexicon."""
