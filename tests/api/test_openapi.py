"""The API's description is whole, and whatever it allows is answered without a server error."""

import importlib
import pkgutil
import re

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from pydantic import BaseModel
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import status_code_conformance

import api.schemas
from api.main import PREFIX
from pipeline.accounts import Scope
from tests.api.access_table import TABLE
from tests.api.site import open_site
from tests.api.some_calls import call_of

MOST_EXAMPLES = 20  # for each of some 80 operations, so that all take about a minute
NOT_FUZZED = {("GET", "/calls/{call_id}/events")}  # watched for minutes
QUICK = settings(
    max_examples=MOST_EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@schemathesis.serializer("application/zip")
def as_bytes(context, value):
    """Archives are asked for as any bytes."""
    return value if isinstance(value, bytes) else str(value).encode()


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    opened = open_site(tmp_path_factory.mktemp("site"))
    opened.publish(opened.store(call_of("A001")))
    opened.store(call_of("A002"))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def schema(site):
    return schemathesis.openapi.from_asgi(f"{PREFIX}/openapi.json", site.app)


@pytest.fixture(scope="module")
def tokens(site):
    """An administrator and an agent: nothing stops the requests before they reach their routes."""
    clients = {role: site.token(site.add_user(role), *Scope) for role in ("admin", "agent")}
    return {role: client.headers["Authorization"] for role, client in clients.items()}


@pytest.mark.thorough
@pytest.mark.parametrize(("method", "path"), sorted(set(TABLE) - NOT_FUZZED))
def test_whatever_is_asked_the_server_stands(schema, tokens, method, path):
    bearer = tokens["agent" if TABLE[method, path] == {"agent"} else "admin"]

    @QUICK
    @given(case=schema[PREFIX + path][method].as_strategy())
    def ask(case):
        response = case.call(headers={"Authorization": bearer})
        case.validate_response(response, checks=[not_a_server_error, status_code_conformance])

    ask()


def test_every_operation_says_what_it_does(site):
    for path, operations in site.app.openapi()["paths"].items():
        for method, operation in operations.items():
            assert operation.get("description"), (method, path)


def test_every_answer_has_an_example(site):
    """The whole of it, or its fields, or their shapes."""
    described = site.app.openapi()
    shapes = described["components"]["schemas"]
    bare = set()
    for path, operations in described["paths"].items():
        for method, operation in operations.items():
            for status, answer in operation["responses"].items():
                reference = answer.get("content", {}).get("application/json", {}).get("schema", {}).get("$ref")
                if status < "400" and reference and not has_example(reference, shapes):
                    bare.add((method, path, reference))
    assert bare == set()


@pytest.mark.parametrize("module", [m.name for m in pkgutil.iter_modules(api.schemas.__path__)])
def test_examples_are_what_the_schemas_say(module):
    """Whole examples of questions and answers are valid, with all their fields."""
    found = vars(importlib.import_module(f"api.schemas.{module}")).values()
    for model in [m for m in found if isinstance(m, type) and issubclass(m, BaseModel)]:
        extra = model.model_config.get("json_schema_extra") or {}
        if "example" in extra:
            model.model_validate(extra["example"])


def has_example(reference, shapes):
    shape = shapes[reference.rpartition("/")[2]]
    inner = re.findall(r"'\$ref': '([^']+)'", str(shape.get("properties", {})))
    return "'example" in str(shape) or any(has_example(other, shapes) for other in inner)
