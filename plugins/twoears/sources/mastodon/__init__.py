"""Mastodon: the brand's account and what is said around it."""
