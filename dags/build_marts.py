"""Turn what has landed into a new release of the marts.

Owner: data platform. Runs when any source has landed; sources that land meanwhile share the next run.
When it fails: nothing was published, unless it is `candidates`. The step names what to mend; then clear it.
"""

from typing import Any

from airflow.sdk import chain, dag, task

from twoears.airflow_defaults import ANYTHING_LANDED, ARGUMENTS, MARTS, Tag


@dag(schedule=ANYTHING_LANDED, tags=[Tag.BUILD], doc_md=__doc__, is_paused_upon_creation=False, **ARGUMENTS)
def build_marts() -> None:
    @task
    def choose_as_of() -> str:
        from twoears import as_of

        return as_of.of_build().isoformat()

    @task
    def step(name: str, moment: str) -> dict[str, Any]:
        from twoears import tasks

        return tasks.STEPS[name](moment)

    @task(outlets=[MARTS])
    def publish(moment: str, outlet_events: Any) -> dict[str, Any]:
        from twoears import tasks

        outlet_events[MARTS].extra = {"as_of": moment}
        return tasks.publish(moment)

    moment = choose_as_of()
    steps = ("load", "staging", "gate_1", "identity", "listening", "marts", "gate_2", "publish", "candidates")
    chain(*(publish(moment) if s == "publish" else step.override(task_id=s)(s, moment) for s in steps))


build_marts()
