"""The cues of `rules/cues.toml`, with their classes spelled out."""

from twoears.listening.rules import rules, spelled


def patterns() -> dict[str, str]:
    """Every cue's pattern by the name ``intent.cue``."""
    cues, classes = rules("cues"), rules("cues")["classes"]
    return {
        f"{intent}.{name}": spelled(cue, classes)
        for intent, some in cues.items()
        if intent != "classes"
        for name, cue in some.items()
    }
