"""A site with a copy of the lexicons: what tests adopt is never written into the repository's."""

from __future__ import annotations

import shutil
from pathlib import Path

from api.main import hold
from pipeline.lexicon import PackInUse
from pipeline.settings import PROJECT
from tests.api.site import Site


def with_own_lexicon(site: Site, folder: Path, pack: str = "hotline") -> Path:
    """The folder of the pack that ``site`` uses from now on."""
    lexicons = folder / "lexicons"
    shutil.copytree(PROJECT / "lexicons", lexicons)
    site.settings = site.settings.model_copy(update={"lexicons": lexicons / pack})
    site.app.state.trail.close()
    hold(site.app, site.settings, site.database, site.recordings)
    assert isinstance(site.app.state.lexicon, PackInUse)
    return lexicons / pack
