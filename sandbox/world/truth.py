"""What really is the case: rows for the tables that are written beside the world."""

from collections import Counter
from datetime import datetime
from typing import Any

from sandbox.world.people import Person
from sandbox.world.texts import Text
from sandbox.world.timeline import iso

TABLES = ("people", "accounts", "texts", "mails", "orders", "oddities")


class Ledger:
    """Collects truth rows while the world is made."""

    def __init__(self) -> None:
        self.tables: dict[str, list[dict[str, Any]]] = {name: [] for name in TABLES}
        self.acts: Counter[str] = Counter()
        self.last_act: dict[str, datetime] = {}

    def account(self, person: Person, vendor: str, key: object, email: str | None, shown_as: str) -> None:
        """Record that a person has an account; `key` is what the vendor calls it."""
        self.tables["accounts"].append(
            {
                "person_id": person.person_id,
                "vendor": vendor,
                "account_key": str(key),
                "email": email,
                "shown_as": shown_as,
            }
        )

    def act(self, person: Person, at: datetime) -> None:
        """Record that a person invested something: wrote, posted, liked, shared."""
        self.acts[person.person_id] += 1
        self.last_act[person.person_id] = max(at, self.last_act.get(person.person_id, at))

    def text(self, person: Person, vendor: str, stream: str, key: object, at: datetime, text: Text) -> None:
        """Record who wrote a text, and what it means; the vendor shows it under `key`."""
        self.tables["texts"].append(
            {
                "vendor": vendor,
                "stream": stream,
                "key": str(key),
                "person_id": person.person_id,
                "written_at": iso(at),
                **text.meaning(),
            }
        )
        if person.kind == "customer":
            self.act(person, at)

    def oddity(self, vendor: str, stream: str, key: object, reason: str, expected: str) -> None:
        """Record what is strange on purpose; `expected` is `quarantined` or `landed`."""
        self.tables["oddities"].append(
            {
                "vendor": vendor,
                "stream": stream,
                "key": str(key),
                "reason": reason,
                "expected": expected,
            }
        )

    def people(self, people: list[Person]) -> None:
        """Write down who everybody is, once all acts are known."""
        self.tables["people"] = [self._person(person) for person in people]

    def _person(self, person: Person) -> dict[str, Any]:
        acts = self.acts[person.person_id]
        last = self.last_act.get(person.person_id)
        return {
            "person_id": person.person_id,
            "kind": person.kind,
            "trait": person.trait,
            "level": person.level,
            "engaged": person.level >= 2 and acts >= 3,
            "acts": acts,
            "last_act_at": iso(last) if last else None,
            "name": person.full_name,
            "emails": ";".join(person.emails),
            "phone": person.phone,
            "country": person.country.code,
            "handle": person.handle,
            "channels": ";".join(person.channels),
            "housemate": person.housemate or None,
        }
