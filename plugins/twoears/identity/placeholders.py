"""What people and systems write where something is missing."""

# fmt: off
NO_NAMES = (
    "anonymous", "anonym", "customer", "guest", "kunde", "na", "n a", "nan", "nil", "no name",
    "noname", "none", "not given", "null", "private", "tba", "tbd", "test", "tester", "testing",
    "undefined", "unknown", "user", "xx", "xxx", "xxxx", "first name", "last name", "name",
    "surname",
)
"""Words that stand for a name."""

NO_MAILBOXES = (
    "abuse", "accounting", "accounts", "admin", "administrator", "billing", "booking", "bookings",
    "contact", "customer", "customerservice", "enquiries", "enquiry", "feedback", "finance",
    "hello", "help", "helpdesk", "hostmaster", "hr", "info", "information", "inquiries", "invoice",
    "invoices", "it", "jobs", "kontakt", "legal", "mail", "mailbox", "marketing", "media", "na",
    "news", "newsletter", "no", "noemail", "nomail", "none", "no-email", "no-reply", "no_reply",
    "donotreply", "do-not-reply", "noreply", "nobody", "null", "office", "orders", "office1",
    "postmaster", "press", "purchasing", "reception", "register", "reservations", "returns", "root",
    "sales", "service", "services", "shop", "spam", "staff", "store", "subscribe", "support",
    "team", "test", "test1", "test123", "tester", "testing", "undefined", "unknown", "unsubscribe",
    "user", "webmaster", "welcome", "xxx", "a", "abc", "asdf",
)
"""Local parts of addresses that a role reads, or nobody, or that stand for a missing one."""

NO_USERS = (
    "admin", "guest", "none", "null", "test", "unknown", "user", "anonymous", "na", "n/a", "root",
)
"""Usernames that many have."""

NO_PHONES = (
    "123456", "1234567", "12345678", "123456789", "234567890", "987654321",
)
"""Digits that are typed to pass a form."""
