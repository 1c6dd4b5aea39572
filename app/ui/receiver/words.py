"""What a receiver says, in words: its kind of fix, its age, and why it is not to be believed."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.wording import Wording, isolated
from app.geo.live import Condition
from app.geo.nmea_doubts import Doubt
from app.geo.position import Position
from app.geo.quality import Quality
from app.ui.position.circle import metres
from app.ui.receiver.following import Way
from app.ui.receiver.receiver import Link, Receiver


@dataclass(frozen=True, slots=True)
class Standing:
    """How the receiver stands: `short` for narrow windows; an old position is struck through."""

    short: str
    long: str
    is_old: bool = False
    is_grave: bool = False


def standing(receiver: Receiver, say: Wording) -> Standing:
    """The state of the receiver as the top of every page says it."""
    condition = receiver.condition
    if condition in {Condition.FIX, Condition.OLD}:
        return _of_fix(receiver, say, is_old=condition is Condition.OLD)
    if receiver.link is Link.CONNECTING:
        return Standing(say("Connecting…"), say("Receiver: connecting…"))
    if receiver.link is Link.LOST:
        words = say("Receiver gone") if receiver.report else say("Receiver not reached")
        return Standing(words, words, is_grave=True)
    is_gpsd = receiver.report is not None and receiver.report.is_gpsd
    words = {
        None: say("No receiver"),
        Condition.SILENT: say("Receiver silent"),
        Condition.NOISE: say("Receiver silent") if is_gpsd else say("Receiver not understood"),
        Condition.NO_FIX: say("Position lost") if receiver.last else say("No position yet"),
    }[condition if receiver.link is Link.OPEN else None]
    return Standing(words, words, is_grave=receiver.link is Link.OPEN)


def _of_fix(receiver: Receiver, say: Wording, *, is_old: bool) -> Standing:
    last, position = receiver.last, receiver.position()
    if last is None or position is None:
        return Standing("", "")
    error = error_words(position, say)
    brief = [isolated(duration(receiver.age_s or 0.0)), error]
    doubt = [say("Suspect")] if last.is_suspect else []
    return Standing(
        " · ".join([*doubt, *brief]),
        " · ".join([*doubt, quality_words(last.fix.quality, say), *brief]),
        is_old,
        is_grave=is_old or last.is_suspect,
    )


def error_words(position: Position, say: Wording) -> str:
    """How far the position may be off, 19 times in 20."""
    error_m = position.error_95_m()
    if error_m is None:
        return say("accuracy not known")
    return isolated(f"± {metres(float(error_m))}")


def duration(seconds: float) -> str:
    """A time as short as it is said: 4 s, 3 min, 2 h, 5 d."""
    if seconds < 100:
        return f"{seconds:.0f} s"
    if seconds < 6_000:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3_600:.0f} h" if seconds < 180_000 else f"{seconds / 86_400:.0f} d"


def quality_words(quality: Quality, say: Wording) -> str:
    """How the receiver came by a position."""
    return {
        Quality.AUTONOMOUS: say("Satellites only"),
        Quality.DIFFERENTIAL: say("Differential"),
        Quality.PRECISE: say("Precise"),
        Quality.RTK_FIXED: say("RTK fixed"),
        Quality.RTK_FLOAT: say("RTK float"),
        Quality.DEAD_RECKONED: say("Estimated, not measured"),
        Quality.MANUAL: say("Typed into the receiver"),
        Quality.SIMULATED: say("Simulated"),
    }[quality]


def doubt_words(doubt: Doubt, say: Wording) -> str:
    """What is strange, and what to do about it."""
    return {
        Doubt.FROZEN: say(
            "Frozen: the same position for over ten minutes while the receiver says that it moves."
        ),
        Doubt.JUMP: say("It jumped faster than anything flies. It may be deceived."),
        Doubt.BACK_IN_TIME: say("Its clock went back. It may be deceived."),
        Doubt.DATE: say("Its date cannot be right; the date is not used."),
        Doubt.SIMULATED: say("Simulated: this is not where you are."),
        Doubt.MANUAL: say("The position was typed into the receiver, not measured."),
        Doubt.DEAD_RECKONED: say("Estimated from the last position, not measured."),
        Doubt.DISPUTED: say("Its sentences contradict each other."),
        Doubt.ALIKE: say(
            "All satellites are received equally well. So do transmitters on the ground that "
            "pretend to be satellites."
        ),
        Doubt.HEIGHT: say("Its height lies outside what there is on land."),
    }[doubt]


def doubts_of(receiver: Receiver, say: Wording) -> list[str]:
    """Everything that is strange about the last position, a sentence each."""
    last = receiver.last
    if last is None:
        return []
    told = [doubt_words(doubt, say) for doubt in Doubt if doubt in last.doubts]
    if last.system is not None:
        told.append(
            say(
                "It is set to the map datum {datum}, and not to WGS 84.",
                datum=isolated(last.system),
            )
        )
    if last.fix.is_torn:
        told.append(say("The line broke off in the middle of this position."))
    return told


def condition_words(receiver: Receiver, say: Wording) -> str:
    """What comes down the line, as a sentence, and what to do where nothing useful does."""
    if receiver.link is Link.LOST and receiver.trouble is not None:
        return " ".join(say.error(receiver.trouble))
    if receiver.link is Link.CONNECTING:
        return say("Looking for the receiver. This may take ten seconds.")
    if receiver.link is Link.NONE:
        return say("No receiver is connected. Choose where it is plugged in.")
    condition = receiver.condition
    if condition in {Condition.SILENT, Condition.NOISE} and receiver.choice is not None:
        return _nothing_useful(receiver, say, is_silent=condition is Condition.SILENT)
    return {
        None: "",
        Condition.NO_FIX: say(
            "The receiver speaks, and has no position yet. Take it where it sees the sky."
        ),
        Condition.OLD: say(
            "The last position is {age} old, and none came since: nobody knows where the receiver "
            "is now. Check that it is on and connected.",
            age=isolated(duration(receiver.age_s or 0.0)),
        ),
        Condition.FIX: say("The receiver knows where it is."),
    }.get(condition, "")


def _nothing_useful(receiver: Receiver, say: Wording, *, is_silent: bool) -> str:
    """Why no sentence comes, and where to look: that differs by how the receiver is reached."""
    report, choice = receiver.report, receiver.choice
    if report is not None and report.is_gpsd:
        return say(
            "gpsd answers, and no receiver speaks through it. Plug the receiver in there, and "
            "check that gpsd was told of it."
        )
    if choice is not None and choice.way is Way.NETWORK:
        if is_silent:
            return say(
                "The address answers, and nothing comes from it. Check that the receiver is on, "
                "and that it is the receiver's address and port."
            )
        return say(
            "What answers at this address is no receiver that is understood. Check the address and "
            "the port, or set the receiver to send NMEA 0183."
        )
    if is_silent:
        return say("Nothing comes from the receiver. Check that it is on.")
    return say("Something comes, but no sentence. Set the receiver to write NMEA 0183.")


def clock_words(ahead_s: float | None, say: Wording) -> str:
    """How the clock of the laptop differs from the satellites'."""
    if ahead_s is None:
        return say("The receiver tells no date that can be believed.")
    if abs(ahead_s) < 2:
        return say("The clock of this laptop agrees with the satellites.")
    difference = isolated(duration(abs(ahead_s)))
    if ahead_s > 0:
        return say("The clock of this laptop is {time} ahead of the satellites.", time=difference)
    return say("The clock of this laptop is {time} behind the satellites.", time=difference)
