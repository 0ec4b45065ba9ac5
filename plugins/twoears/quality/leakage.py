"""What may never stand in a text that BI tools and campaign tools are given."""

PERSONAL = r"@|https?://|\d[\d ().-]{5,}\d"
"""A part of an address, a link, or seven digits and more as in a telephone number or a card's."""
