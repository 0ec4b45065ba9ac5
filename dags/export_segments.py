"""Draw the segments from the published marts and export them as files.

Owner: data platform. Runs when marts were published; it reads the current release, also after a rollback.
When it fails: the last exports are untouched. The failed step names the model or the expectation; mend it and
clear it.
"""

from typing import Any

from airflow.sdk import chain, dag, task

from twoears.airflow_defaults import ARGUMENTS, MARTS, Tag


@dag(schedule=[MARTS], tags=[Tag.EXPORT], doc_md=__doc__, is_paused_upon_creation=False, **ARGUMENTS)
def export_segments() -> None:
    @task
    def choose_as_of() -> str:
        from twoears import as_of

        return as_of.of_release().isoformat()

    @task
    def step(name: str, moment: str) -> dict[str, Any]:
        from twoears import tasks

        return tasks.STEPS[name](moment)

    moment = choose_as_of()
    steps = ("segments", "gate_3", "export")
    chain(*(step.override(task_id=name)(name, moment) for name in steps))


export_segments()
