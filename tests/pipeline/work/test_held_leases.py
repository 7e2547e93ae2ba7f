"""Who is gone is noticed; who lives keeps what it holds."""

import time

from pipeline.work.held_leases import HeldLeases, is_alive
from tests.pipeline.work.stored import queue, recordings, row_of, settings_in, store_in


def test_the_gone_lose_their_calls_and_the_living_keep_theirs(tmp_path, database):
    from pipeline.storage import calls

    settings, store = settings_in(tmp_path), store_in(tmp_path, database)
    first, second = queue(store, settings, recordings(tmp_path / "in", 2))
    gone, here = HeldLeases(database, settings.data_dir), HeldLeases(database, settings.data_dir)
    with database.writing() as session:
        calls.claim(session, gone.name, 60, [first])
        calls.claim(session, here.name, 60, [second])
    gone._sign.close()  # as the system does when a process ends
    with HeldLeases(database, settings.data_dir) as other:
        other.take_from_the_gone()
        with database.writing() as session:
            assert calls.claim(session, other.name, 60).call_id == first
            assert calls.claim(session, other.name, 60) is None
    here.close()


def test_signs_of_life_hold_a_call_on(tmp_path, database):
    from pipeline.storage import calls

    settings, store = settings_in(tmp_path), store_in(tmp_path, database)
    (call_id,) = queue(store, settings, recordings(tmp_path / "in", 1))
    with HeldLeases(database, settings.data_dir, lease=0.8) as leases:
        with database.writing() as session:
            calls.claim(session, leases.name, 0.8)
        leases.hold(call_id)
        until = row_of(store, call_id).lease_until
        time.sleep(1.0)
        assert row_of(store, call_id).lease_until > until


def test_a_health_check_sees_the_living_only(tmp_path, database):
    leases = HeldLeases(database, tmp_path)
    host = leases.name.rsplit("-", 2)[0]
    assert is_alive(tmp_path, host, 60)
    assert not is_alive(tmp_path, host, -1)
    assert not is_alive(tmp_path, "another-host", 60)
    leases.close()
    assert not is_alive(tmp_path, host, 60)
