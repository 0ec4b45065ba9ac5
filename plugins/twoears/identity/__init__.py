"""Who is who: the people who stand twice in a table."""
