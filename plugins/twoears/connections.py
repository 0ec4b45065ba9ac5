"""Which vendors are connected: a vendor is connected when its Airflow connection exists."""

from typing import TYPE_CHECKING

from twoears.errors import ConnectionMissing

if TYPE_CHECKING:
    from airflow.sdk import Connection

    from twoears.streams import Stream


def connection_for(stream: "Stream") -> "Connection":
    """The Airflow connection of a stream's vendor.

    Raises:
        ConnectionMissing: there is none; the message says how to make one.
    """
    from airflow.sdk import Connection
    from airflow.sdk.exceptions import AirflowNotFoundException

    name = stream.connection_id
    try:
        return Connection.get(name)
    except AirflowNotFoundException:
        raise ConnectionMissing(
            f"{stream.source}: skipped, {stream.vendor} is not connected; add the Airflow connection {name}, "
            f"for example in the environment as AIRFLOW_CONN_{name.upper()}."
        ) from None
