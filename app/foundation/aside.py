"""Work that would hold up every other request, done in a thread where requests share one."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


def aside(work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Under gevent in the hub's threads; elsewhere at once. For what never yields by itself, like hashing."""
    if "gevent.monkey" not in sys.modules:
        return work(*args, **kwargs)
    import gevent
    from gevent import monkey

    if not monkey.is_module_patched("socket"):
        return work(*args, **kwargs)
    return gevent.get_hub().threadpool.apply(work, args, kwargs)
