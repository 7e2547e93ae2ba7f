"""Whatever is in the store: nothing of another agent ever appears in an agent's answers, and no draft."""

import re
from dataclasses import replace

import pytest
from fastapi.routing import APIRoute, iter_route_contexts
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from api.main import PREFIX
from tests.api.access_table import TABLE
from tests.api.site import open_site
from tests.api.some_calls import LABELS, call_of

ME, OTHERS = "A001", ("B007", "C023")
OTHER, DRAFT, MINE = "旁人密语", "草稿密语", "本人话语"
READS = sorted(path for (method, path), roles in TABLE.items() if method == "GET" and "agent" in roles)

calls = st.lists(
    st.tuples(st.sampled_from((ME, *OTHERS)), st.booleans(), st.booleans()), min_size=1, max_size=4
)  # whose, published, with a finding
EXAMPLES = 6  # each asks some fifty questions of a site of its own: a second or two
AS_FOUND = (Phase.explicit, Phase.reuse, Phase.generate)  # making a fault smaller would ask for minutes


def fill(site, plan):
    """Stores the calls of ``plan``; every text of a call tells whose it is, and returns the ids by kind."""
    ids = {OTHER: [], DRAFT: [], MINE: []}
    for number, (agent_id, published, faulty) in enumerate(plan):
        kind = OTHER if agent_id != ME else MINE if published else DRAFT
        heard = replace(call_of(agent_id, f"{kind}{number}"), id=f"{kind}{number}")
        heard = replace(heard, telephony=replace(heard.telephony, team=f"{kind}班", customer_number=kind))
        call_id = site.store(heard, labels=LABELS if faulty else ())
        if published:
            site.publish(call_id)
        ids[kind].append(call_id)
    return ids


def answers(client, ids):
    """Everything that an agent can read, for every call there is."""
    for path in READS:
        if "{call_id}" in path:
            for call_id in [i for some in ids.values() for i in some]:
                yield path, client.get(PREFIX + path.replace("{call_id}", call_id))
        else:
            plain = re.sub(r"\{\w+\}", "1", path)
            yield path, client.get(PREFIX + plain)
            yield path, client.get(PREFIX + plain, params={"q": "密语", "limit": 200})


@given(plan=calls)
@settings(max_examples=EXAMPLES, phases=AS_FOUND, deadline=None, suppress_health_check=list(HealthCheck))
def test_nothing_of_another_agent_and_no_draft_is_ever_shown(tmp_path_factory, plan):
    site = open_site(tmp_path_factory.mktemp("site"))
    try:
        ids = fill(site, plan)
        client = site.sign_in("agent", agent_id=ME)
        hidden = [OTHER, DRAFT, *OTHERS, *ids[OTHER], *ids[DRAFT]]
        for path, answer in answers(client, ids):
            asked = answer.request.url.path
            text = answer.text.replace(asked.split("/")[4], "") if "{call_id}" in path else answer.text
            assert answer.status_code < 500, path
            assert [h for h in hidden if h in text] == [], path
        listed = [item["id"] for item in client.get(f"{PREFIX}/calls").json()["items"]]
        assert sorted(listed) == sorted(ids[MINE])
    finally:
        site.close()


@pytest.fixture
def strangers(site):
    ids = fill(site, [(OTHERS[0], True, True), (ME, False, True)])
    return [*ids[OTHER], *ids[DRAFT]]


def test_whatever_an_agent_asks_of_a_call_that_is_not_theirs_it_is_not_there(site, strangers):
    """Every route with a call's id, those that change something too."""
    client = site.sign_in("agent", agent_id=ME)
    for route in iter_route_contexts(site.app.routes):
        if not (isinstance(route.original_route, APIRoute) and route.path.startswith(f"{PREFIX}/calls/{{call_id}}")):
            continue
        for method in route.methods:
            if "agent" not in TABLE.get((method, route.path.removeprefix(PREFIX)), ()):
                continue
            for call_id in strangers:
                path = re.sub(r"\{\w+\}", "1", route.path.replace("{call_id}", call_id))
                status = client.request(method, path, json={}).status_code
                assert status in (404, 422), (method, path)
