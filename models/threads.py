"""Products of matrices on the thread that asks for them: the ones here are small, and helpers would wait for work."""

from __future__ import annotations

from functools import cache


@cache
def one_thread_a_product() -> None:
    """From now on numpy multiplies matrices on one thread in this process; takes milliseconds, once."""
    from threadpoolctl import threadpool_limits

    threadpool_limits(1, user_api="blas")
