"""The stages of work with bundles, in the person's language."""

from __future__ import annotations

from app.core.wording import Wording
from app.sync.stages import Stage


def stage_words(say: Wording) -> dict[str, str]:
    """What to call each stage while it lasts."""
    return {
        Stage.COPYING: say("Copying the file from the stick"),
        Stage.PACKING: say("Collecting the records"),
        Stage.WRITING: say("Writing the bundle"),
        Stage.REREADING: say("Reading again what was written"),
        Stage.VERIFYING: say("Verifying signatures and sums"),
        Stage.READING: say("Taking in what is new"),
        Stage.LOOKING_OVER: say("Looking over what came in"),
        Stage.JUDGING: say("Comparing what came in with the rules"),
    }
