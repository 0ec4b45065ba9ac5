"""Makes `weights.csv` anew from the labelled texts: ``python -m twoears.listening.retrain``.

The same texts give the same file, byte for byte.
"""

import logging

from twoears.listening.heldout import best_thresholds, held_out
from twoears.listening.labelled import all_labelled, held_out_brands
from twoears.listening.model import SHIPPED
from twoears.listening.training import examples_of, trained
from twoears.output import show_progress

log = logging.getLogger(__name__)


def retrain() -> str:
    """The table of weights that the labelled texts of this repository teach, as text."""
    labelled = all_labelled()
    examples = examples_of(labelled)
    log.info("%s texts, %s sentences", f"{len(labelled):,}", f"{len(examples.sentences):,}")
    thresholds = best_thresholds(held_out(labelled, examples, held_out_brands()))
    log.info("thresholds on brands held out: %s", thresholds)
    return trained(examples, thresholds)


if __name__ == "__main__":
    show_progress()
    SHIPPED.write_text(retrain(), encoding="utf-8")
    log.info("written to %s", SHIPPED.name)
