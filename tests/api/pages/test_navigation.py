from api.pages.navigation import ENTRIES, entries_for


def test_only_what_one_may_open_is_shown():
    for role in ("reviewer", "trainer", "agent", "admin"):
        assert [e.href for e in entries_for(role, "/")] == [e.href for e in ENTRIES if role in e.roles]


def test_the_page_and_what_lies_below_it_mark_one_entry():
    for path in ("/calls", "/calls/abc"):
        assert [e.href for e in entries_for("reviewer", path) if e.current] == ["/calls"]
    assert not any(e.current for e in entries_for("reviewer", "/callsign"))
