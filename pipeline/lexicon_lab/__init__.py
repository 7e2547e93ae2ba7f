"""What a supervisor does with a lexicon before anyone is affected: browse it, try a sentence, change it for a trial."""

from pipeline.lexicon_lab.adopting import adopt, adoptions, can_write, last_adoption, proposal, undo
from pipeline.lexicon_lab.apart import check_apart
from pipeline.lexicon_lab.browse import EntryUse, browse
from pipeline.lexicon_lab.candidate import candidate_pack
from pipeline.lexicon_lab.rule_form import RuleForm, form_of, yaml_of
from pipeline.lexicon_lab.sentence import ElementMatch, PhraseMatch, Trial, try_sentence
from pipeline.lexicon_lab.standing import Earned, Standing, as_exception, bring_up_trust, earned, rejected
from pipeline.lexicon_lab.upload import files_of_zip

__all__ = [
    "Earned",
    "ElementMatch",
    "EntryUse",
    "PhraseMatch",
    "RuleForm",
    "Standing",
    "Trial",
    "adopt",
    "adoptions",
    "as_exception",
    "bring_up_trust",
    "browse",
    "can_write",
    "candidate_pack",
    "check_apart",
    "earned",
    "files_of_zip",
    "form_of",
    "last_adoption",
    "proposal",
    "rejected",
    "try_sentence",
    "undo",
    "yaml_of",
]
