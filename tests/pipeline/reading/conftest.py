from tests.pipeline.facts.conftest import pack

__all__ = ["pack"]
