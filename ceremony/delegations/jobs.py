"""Long work with delegations: confirming approvals by mail."""

from ceremony.core import mail
from ceremony.core.jobs import Chunk, Job, job
from ceremony.delegations.confirmations import letters
from ceremony.delegations.confirmations.letters import Letter
from ceremony.delegations.operations.confirmations import JOB
from ceremony.delegations.queries import confirmations, delegations
from ceremony.delegations.queries.confirmations import Approved

CHUNK = 100  # a paper takes some 12 ms, and the lease lasts 10 s


@job(JOB)
def confirm(confirming: Job) -> Chunk:
    """First to the next CHUNK of those who were approved, then to one delegation's focal points.

    Each mail is posted with the checkpoint behind it, so nobody gets it twice or not at all.
    """
    approved: Approved = [(id_, since) for id_, since in confirming.arguments["approved"]]
    start, senders = confirming.checkpoint.get("next", 0), confirming.checkpoint.get("senders", [])
    if start < len(approved):
        return _own(approved, start, senders)
    return _to_focal_points(approved, senders)


def _own(approved: Approved, start: int, senders: list[int]) -> Chunk:
    end = min(start + CHUNK, len(approved))
    some = approved[start:end]
    standing = confirmations.standing(some)
    made = list(letters.own(confirmations.persons(standing)))
    senders = sorted({*senders, *confirmations.senders(standing)})

    def write() -> None:
        still = confirmations.standing(some)
        for id_, letter in made:
            if id_ in still:
                mail.post(**letter)

    is_last = end == len(approved) and not senders
    return Chunk(end, {"next": end, "senders": senders}, finished=is_last, write=write)


def _to_focal_points(approved: Approved, senders: list[int]) -> Chunk:
    first, *others = senders
    made, theirs = _papers_of(first, approved)
    some = [x for x in approved if x[0] in theirs]

    def write() -> None:
        still = confirmations.standing(some)
        # Somebody withdrawn at this very moment is rare: only then the paper is made in here.
        due = made if still == theirs else _papers_of(first, some)[0]
        for letter in due:
            mail.post(**letter)

    checkpoint = {"next": len(approved), "senders": others}
    return Chunk(len(approved), checkpoint, finished=not others, write=write)


def _papers_of(delegation_id: int, approved: Approved) -> tuple[list[Letter], set[int]]:
    """The letters about those of *approved* who are its members, and who these are."""
    delegation = delegations.delegation(delegation_id)
    members = confirmations.of_delegation(delegation, approved)
    made = letters.to_focal_points(delegation, members) if members else []
    return made, {x.accreditation.id for x in members}
