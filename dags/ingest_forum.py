"""Pull what is new from the brand's forum (categories, topics, posts, users) into the lake.

Owner: data platform. Runs once a day; skipped while the connection `forum_discourse` is missing.
When it fails: the log of the failed `ingest_stream` says what to do. Clear that task; it goes on at its
cursor and lands nothing twice. The other streams have landed, and the build has started on them.
"""

from typing import Any

from airflow.providers.standard.operators.empty import EmptyOperator
from airflow.sdk import dag, task

from twoears.airflow_defaults import ARGUMENTS, DAILY, FORUM_LANDED, Tag


@dag(schedule=DAILY, tags=[Tag.INGEST, Tag.FORUM], doc_md=__doc__, **ARGUMENTS)
def ingest_forum() -> None:
    @task
    def list_streams() -> list[str]:
        from twoears import tasks

        return tasks.connected_streams("forum")

    @task
    def ingest_stream(name: str) -> dict[str, Any]:
        from twoears import as_of, tasks

        return tasks.ingest_stream(name, until=as_of.of_ingest())

    @task(trigger_rule="all_done_min_one_success", outlets=[FORUM_LANDED])
    def announce(loads: Any, outlet_events: Any) -> None:
        from twoears import as_of, tasks

        outlet_events[FORUM_LANDED].extra = tasks.announce("forum", loads[:], as_of.of_ingest())

    loads = ingest_stream.expand(name=list_streams())
    loads >> [announce(loads), EmptyOperator(task_id="all_landed")]


ingest_forum()
