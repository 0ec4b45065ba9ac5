"""Listening: what a text of a customer says, and the evidence for it."""
