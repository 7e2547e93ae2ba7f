"""The flow that hears calls, with stand-ins for the models: deployed in place of the real one."""

from unittest.mock import patch

from pipeline.flows import deploy as real
from pipeline.flows.hearing import hear_calls
from pipeline.settings import load_settings
from tests.survival.driver import pretend

pretend()

__all__ = ["deploy", "hear_calls"]


def deploy() -> None:
    """Everything that ``tingjian deploy`` deploys, but for the models."""

    def planned(*given, plan=real.planned_deployments):  # type: ignore[no-untyped-def]
        hear, *others = plan(*given)
        hear.entrypoint = f"{__name__}.hear_calls"
        return [hear, *others]

    with patch.object(real, "planned_deployments", planned):
        real.deploy_all(load_settings(), None, None, "process", None)
