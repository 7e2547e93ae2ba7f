"""What a supervisor does with a lexicon before anyone is affected: browse it, try a sentence, change it for a trial."""

from pipeline.lexicon_lab.apart import check_apart
from pipeline.lexicon_lab.browse import EntryUse, browse
from pipeline.lexicon_lab.candidate import candidate_pack
from pipeline.lexicon_lab.sentence import ElementMatch, PhraseMatch, Trial, try_sentence
from pipeline.lexicon_lab.upload import files_of_zip

__all__ = ["ElementMatch", "EntryUse", "PhraseMatch", "Trial", "browse", "candidate_pack", "check_apart",
           "files_of_zip", "try_sentence"]  # fmt: skip
