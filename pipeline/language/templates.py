"""The same marks in Jinja's templates."""

from __future__ import annotations

from jinja2 import Environment, pass_context
from jinja2.runtime import Context

from pipeline.language import plural, translated

EXTENSION = "jinja2.ext.i18n"


def install(environment: Environment) -> None:
    """Templates of ``environment``, which has EXTENSION, know ``_`` and ``_n``; values are escaped as everywhere."""
    environment.install_gettext_callables(translated, plural, newstyle=True)  # type: ignore[attr-defined]
    environment.globals["_n"] = _counted


@pass_context
def _counted(context: Context, text: str, num: float | str, **values: object) -> object:
    return context.call(context.resolve("ngettext"), text, text, num, **values)
