"""The cues of `rules/cues.toml`, with their classes spelled out."""

import re

from twoears.listening.rules import rules


def patterns() -> dict[str, str]:
    """Every cue's pattern by the name ``intent.cue``."""
    cues, classes = rules("cues"), rules("cues")["classes"]

    def spelled(pattern: str) -> str:
        return re.sub(r"\{([a-z_]+)\}", lambda match: str(classes[match[1]]), pattern)

    return {
        f"{intent}.{name}": spelled(cue)
        for intent, some in cues.items()
        if intent != "classes"
        for name, cue in some.items()
    }
