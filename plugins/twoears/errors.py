"""The errors people meet. Each message says what was wrong, where, and what to do."""


class TwoEarsError(Exception):
    """Anything that ends a command or a task with a sentence instead of a traceback."""


class SettingsError(TwoEarsError):
    """A setting has a value that cannot work."""


class ConnectionMissing(TwoEarsError):
    """A vendor has no Airflow connection, so its source is skipped."""


class VendorError(TwoEarsError):
    """A vendor did not give what a stream asked for.

    Args:
        stream: the stream's name, such as ``discourse.posts``.
        problem: what was wrong, without secrets and without customer text.
        remedy: what the reader can do about it.
    """

    def __init__(self, stream: str, problem: str, remedy: str) -> None:
        super().__init__(f"{stream}: {problem}; {remedy}.")
        self.stream = stream


class LakeError(TwoEarsError):
    """A lake table cannot be read or written as it should."""


class Overtaken(LakeError):
    """Another writer committed to a lake table first, so nothing of this one was kept."""


class WarehouseError(TwoEarsError):
    """The warehouse refused a connection, a load or a switch of releases."""


class ModelError(TwoEarsError):
    """A dbt model or test failed."""


class GateFailed(TwoEarsError):
    """A critical expectation was not met, so nothing was published."""


class GateBroken(TwoEarsError):
    """An expectation could not be evaluated at all, which says nothing about the data."""


class TableError(TwoEarsError):
    """A file that somebody wants linked cannot be read as a table of people."""


class DecisionError(TwoEarsError):
    """A decision about people that cannot be recorded, or a name that nobody has."""


class ListeningError(TwoEarsError):
    """Texts cannot be read for a reason that lies in no text."""
