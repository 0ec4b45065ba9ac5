"""Which vendors are connected: a vendor is connected when its Airflow connection exists."""

import os
from typing import TYPE_CHECKING

from twoears.errors import ConnectionMissing, SettingsError

if TYPE_CHECKING:
    from airflow.sdk import Connection

    from twoears.streams import Stream


def connection_for(stream: "Stream") -> "Connection":
    """The Airflow connection of a stream's vendor.

    Raises:
        ConnectionMissing: there is none; the message says how to make one.
        SettingsError: there is one in the environment that Airflow cannot read, and so passes over.
    """
    from airflow.sdk import Connection
    from airflow.sdk.exceptions import AirflowNotFoundException

    name = stream.connection_id
    variable = f"AIRFLOW_CONN_{name.upper()}"
    try:
        return Connection.get(name)
    except AirflowNotFoundException:
        if os.environ.get(variable):
            raise SettingsError(
                f"{stream.source}: {variable} cannot be read as an Airflow connection; write it as one JSON "
                "object with the fields conn_type, host, port, login, password and extra, or as a URI."
            ) from None
        raise ConnectionMissing(
            f"{stream.source}: skipped, {stream.vendor} is not connected; add the Airflow connection {name}, "
            f"for example in the environment as {variable}."
        ) from None
