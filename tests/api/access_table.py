"""Who may call which route of the API: the whole of it, by hand, so that a new route has to be decided about."""

from __future__ import annotations

R, T, G, A = "reviewer", "trainer", "agent", "admin"
ALL = frozenset({R, T, G, A})
STAFF = frozenset({R, T, A})
REVIEWERS = frozenset({R, A})
TRAINERS = frozenset({T, A})
ADMINS = frozenset({A})
AGENTS = frozenset({G})

TABLE: dict[tuple[str, str], frozenset[str]] = {
    ("POST", "/auth/sign-out"): ALL,
    ("GET", "/auth/me"): ALL,
    ("GET", "/users"): ADMINS,
    ("POST", "/users"): ADMINS,
    ("PATCH", "/users/{user_id}"): ADMINS,
    ("POST", "/users/me/password"): ALL,
    ("GET", "/tokens"): ALL,
    ("POST", "/tokens"): ALL,
    ("DELETE", "/tokens/{token_id}"): ALL,
    ("GET", "/audit"): ADMINS,
    ("GET", "/calls"): ALL,
    ("POST", "/calls"): REVIEWERS,
    ("POST", "/calls/manifest"): REVIEWERS,
    ("GET", "/calls/failures"): REVIEWERS,
    ("POST", "/calls/failures/retry"): ADMINS,
    ("GET", "/calls/{call_id}"): ALL,
    ("GET", "/calls/{call_id}/transcript"): ALL,
    ("GET", "/calls/{call_id}/result"): STAFF,
    ("GET", "/calls/{call_id}/scorecard"): ALL,
    ("GET", "/calls/{call_id}/judgements"): REVIEWERS,
    ("GET", "/calls/{call_id}/receipt"): ALL,
    ("GET", "/calls/{call_id}/audio"): ALL,
    ("GET", "/calls/{call_id}/peaks"): ALL,
    ("GET", "/calls/{call_id}/events"): REVIEWERS,
    ("POST", "/calls/{call_id}/retry"): REVIEWERS,
    ("GET", "/jobs"): REVIEWERS,
    ("GET", "/jobs/{job_id}"): REVIEWERS,
    ("POST", "/jobs/rescore"): ADMINS,
    ("GET", "/reports/{by}"): STAFF,
    ("GET", "/lexicon"): STAFF,
    ("GET", "/lexicon/entries"): STAFF,
    ("POST", "/lexicon/try"): STAFF,
    ("POST", "/lexicon/dry-runs"): REVIEWERS,
    ("POST", "/lexicon/dry-runs/upload"): REVIEWERS,
    ("GET", "/lexicon/dry-runs/{job_id}"): REVIEWERS,
    ("DELETE", "/lexicon/dry-runs/{job_id}"): REVIEWERS,
    ("GET", "/webhooks"): ADMINS,
    ("POST", "/webhooks"): ADMINS,
    ("PATCH", "/webhooks/{webhook_id}"): ADMINS,
    ("DELETE", "/webhooks/{webhook_id}"): ADMINS,
    ("GET", "/webhooks/{webhook_id}/deliveries"): ADMINS,
}
