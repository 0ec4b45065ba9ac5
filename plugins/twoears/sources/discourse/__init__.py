"""Discourse: the brand's forum."""
