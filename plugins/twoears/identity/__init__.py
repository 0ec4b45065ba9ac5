"""Who is who: from evidence to customers, what people decide about them, and who stands twice in a list."""
