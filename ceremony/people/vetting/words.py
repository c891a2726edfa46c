"""What the pages say of vetting: its acts, its events, its results."""

from collections.abc import Callable
from typing import Any, NamedTuple

from ceremony.core.i18n import _, lazy, ngettext
from ceremony.core.registries import registries
from ceremony.people.vetting import operations
from ceremony.people.vetting.models import Vetting
from ceremony.people.vetting.models import reference as reference
from ceremony.people.vetting.states import LIFECYCLE, State

registries.events.update(
    {
        "people.documents_exported": lazy("Document numbers exported for vetting"),
        "people.vetting_answers_kept": lazy("Answers to vetting uploaded"),
        "people.vetting_batch_made": lazy("Batch made for vetting"),
        "people.vetting_began": lazy("Vetting begun"),
        "people.vetting_bypassed": lazy("Not vetted, by rank"),
        "people.vetting_cleared": lazy("Vetting: cleared"),
        "people.vetting_discarded": lazy("Answers to vetting discarded"),
        "people.vetting_held": lazy("Put on hold"),
        "people.vetting_hurried": lazy("Marked as urgent: somebody waits for the badge"),
        "people.vetting_imported": lazy("Answers to vetting imported"),
        "people.vetting_objected": lazy("Vetting: objected"),
        "people.vetting_merged": lazy("Joined with the vetting of another record"),
        "people.vetting_obliged": lazy("Vetting begun: no rank spares it any more"),
        "people.vetting_released": lazy("Hold released"),
        "people.vetting_renewed": lazy("Waits again: somebody else by name or document"),
        "people.vetting_repeated": lazy("Waits again: taken back"),
        "people.vetting_sent": lazy("Sent for vetting"),
        "people.vetting_unwatched": lazy("Taken off the watch-list"),
        "people.vetting_watched": lazy("Put on the watch-list"),
    }
)


class Act(NamedTuple):
    """Something an officer does to one vetting; *key* presses its button."""

    operation: Callable[..., Vetting]
    icon: str
    word: object
    effect: object
    done: object
    needs_note: bool = False
    key: str = ""
    kind: str = ""


ACTS = {
    "clear": Act(
        operations.clear,
        "check-bold",
        lazy("Clear"),
        lazy("Nothing is known against this person. Approval need not wait for vetting."),
        lazy("Cleared."),
        key="c",
    ),
    "object": Act(
        operations.object_,
        "x-bold",
        lazy("Object"),
        lazy(
            "This person cannot be approved. Everybody else reads the same as of somebody who was"
            " sent; the reason stays with vetting officers."
        ),
        lazy("Objected."),
        needs_note=True,
        key="o",
        kind="danger",
    ),
    "repeat": Act(
        operations.repeat,
        "arrow-clockwise-bold",
        lazy("Vet again"),
        lazy("What was said or asked is taken back; this person waits for the next batch."),
        lazy("Waits for vetting again."),
    ),
    "hold": Act(
        operations.hold,
        "pause-bold",
        lazy("Hold"),
        lazy(
            "Nobody can approve this person until you release them. Everybody else reads the same"
            " as of somebody who was sent."
        ),
        lazy("On hold. Only vetting officers know."),
        needs_note=True,
        key="h",
    ),
    "release": Act(
        operations.release,
        "arrow-counter-clockwise-bold",
        lazy("Release the hold"),
        lazy("The hold ends, and its note is removed."),
        lazy("Released."),
    ),
    "watch": Act(
        operations.watch,
        "eye",
        lazy("Put on the watch-list"),
        lazy("The mark is kept for the gates; vetting officers see it, and nobody else does."),
        lazy("On the watch-list. Only vetting officers know."),
        needs_note=True,
        key="w",
    ),
    "unwatch": Act(
        operations.unwatch,
        "minus-bold",
        lazy("Take off the watch-list"),
        lazy("The mark ends, and its note is removed."),
        lazy("Off the watch-list."),
    ),
}


def possible(vetting: Vetting) -> list[str]:
    """The acts that make sense now, by name; the most usual first."""
    moves = ["clear", "object", "repeat"]
    acts = [x for x in moves if vetting.state in LIFECYCLE.moves[x].sources]
    if vetting.held_at or vetting.state is not State.BYPASSED:
        acts.append("release" if vetting.held_at else "hold")
    return [*acts, "unwatch" if vetting.watched_at else "watch"]


def passport_name(person: Any) -> str:
    """As the passport has it, the family name first: ``Al-Kuwari, Amina``."""
    return ", ".join(filter(None, (person.family_name, person.given_names)))


def batch_made(number: int, count: int, asked: int) -> str:
    """After a batch was made of *count* out of *asked*."""
    made = ngettext(
        "Batch %(number)d was made of %(num)d person.",
        "Batch %(number)d was made of %(num)d people.",
        count,
        number=number,
    )
    if count == asked:
        return made
    others = ngettext(
        "%(num)d of those chosen did not wait any more.",
        "%(num)d of those chosen did not wait any more.",
        asked - count,
    )
    return f"{made} {others}"


def imported(counts: dict[str, int]) -> str:
    return _(
        "Imported: %(cleared)d cleared, %(objected)d objected, %(left_out)d left out.", **counts
    )


def late(count: int) -> str:
    """Of objections to people who are approved."""
    return ngettext(
        "%(num)d person is objected to and approved already",
        "%(num)d people are objected to and approved already",
        count,
    )


def accept(counts: dict[str, int]) -> str:
    """The words on the button that imports."""
    good, bad = counts["cleared"] + counts["objected"], counts["left_out"]
    if not bad:
        return ngettext("Import %(num)d answer", "Import %(num)d answers", good)
    return ngettext(
        "Import %(good)d, leave out %(num)d row",
        "Import %(good)d, leave out %(num)d rows",
        bad,
        good=good,
    )
