"""Request quotas by fixed window, as both vendors keep them."""

import math
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Verdict:
    """Whether a request may pass, what is left, and when (seconds since 1970) the window ends."""

    allowed: bool
    limit: int
    remaining: int
    resets_at: float
    wait_seconds: int


class RateLimit:
    """At most `limit` requests in a window of `seconds`.

    `growth` multiplies the limit each time a window was used up: a sandbox then makes its client
    wait once, as a vendor would, without stalling a large pull again and again.
    """

    def __init__(
        self,
        limit: int,
        seconds: float,
        growth: int = 1,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._limit = limit
        self._seconds = seconds
        self._growth = growth
        self._clock = clock
        self._lock = threading.Lock()
        self._used = 0
        self._resets_at = 0.0

    def spend(self) -> Verdict:
        """Count one request."""
        with self._lock:
            now = self._clock()
            if now >= self._resets_at:
                self._turn(now)
            allowed = self._used < self._limit
            self._used += allowed
            wait = max(1, math.ceil(self._resets_at - now))
            return Verdict(allowed, self._limit, self._limit - self._used, self._resets_at, wait)

    def _turn(self, now: float) -> None:
        if self._used >= self._limit:
            self._limit *= self._growth
        self._used = 0
        self._resets_at = now + self._seconds
