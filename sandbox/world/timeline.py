"""When things happen: moments inside a window, and how the vendors write them."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

STARTED_AT = datetime(2026, 3, 1, tzinfo=UTC)
_HOURS = (1, 1, 1, 1, 1, 3, 6, 8, 8, 7, 7, 7, 8, 7, 6, 6, 7, 9, 11, 12, 12, 10, 6, 3)


@dataclass(frozen=True, slots=True)
class Window:
    """A half-open span of time, both ends aware UTC."""

    start: datetime
    end: datetime

    @property
    def days(self) -> float:
        """Length in days."""
        return (self.end - self.start) / timedelta(days=1)

    def __contains__(self, moment: datetime) -> bool:
        return self.start <= moment < self.end

    def moment(self, rng: Random) -> datetime:
        """A moment to the millisecond that follows the rhythm of a day."""
        day = self.start + timedelta(days=rng.randrange(max(1, int(self.days))))
        hour = rng.choices(range(24), weights=_HOURS)[0]
        moment = day.replace(hour=hour, minute=0, second=0, microsecond=0) + timedelta(
            milliseconds=rng.randrange(3_600_000)
        )
        return moment if moment in self else self.start + (self.end - self.start) * rng.random()

    def after(self, moment: datetime, delay: timedelta) -> datetime | None:
        """The moment plus the delay, or None where that falls outside the window."""
        later = moment + delay
        return later if later in self else None


def hours(rng: Random, mean: float) -> timedelta:
    """An exponential delay, to the millisecond, never under a minute."""
    return timedelta(milliseconds=60_000 + round(rng.expovariate(1 / mean) * 3_600_000))


def iso(moment: datetime) -> str:
    """ISO 8601 with milliseconds and Z, as Discourse and Mastodon write it."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"
