"""Every route has an access rule, but for the few that are public."""

from fastapi.routing import APIRoute, iter_route_contexts

from api.access import rules_of

PUBLIC = {
    ("POST", "/api/v1/auth/sign-in"),
    ("GET", "/api/v1/openapi.json"),
    ("HEAD", "/api/v1/openapi.json"),
    ("GET", "/sign-in"),
    ("GET", "/sso/start"),  # to the provider, who asks who it is
    ("GET", "/sso/callback"),
    ("POST", "/sign-in"),
    ("POST", "/language"),  # of this browser; of the user, too, where one is signed in
    ("MOUNT", "/static"),
    ("GET", "/healthz"),
    ("GET", "/readyz"),
    ("GET", "/metrics"),  # from this machine only, or with a token
}


def test_every_route_has_an_access_rule_or_is_listed_as_public(site):
    open_routes = set()
    for route in iter_route_contexts(site.app.routes):
        original = route.original_route
        if not (isinstance(original, APIRoute) and any(rules_of(original.dependant))):
            open_routes |= {(method, route.path) for method in route.methods or {"MOUNT"}}
    assert open_routes - PUBLIC == set()
