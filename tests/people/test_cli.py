"""``flask people``."""

from ceremony.core.errors import DomainError
from ceremony.people import queries, signals
from ceremony.people.states import State
from tests import make


def states(*people):
    return [queries.accreditation_of(x.id).state for x in people]


def test_approve_decides_for_one_delegation(run):
    ours, theirs = make.person("Ours"), make.person("Theirs", body=make.body("FRA"))
    done = run("people", "approve", "--delegation", "QAT")
    assert (done.exit_code, done.output) == (0, "1 person approved.\n")
    assert states(ours, theirs) == [State.APPROVED, State.SUBMITTED]
    assert run("people", "approve", "--category", "delegate").output == "1 person approved.\n"
    assert run("people", "approve").output == "0 people approved.\n"


def test_a_dry_run_names_them_and_changes_nothing(run):
    person = make.person("Đức", "Nguyễn")
    assert run("people", "approve", "--dry-run").output == (
        "Đức Nguyễn\n1 person would be approved.\n"
    )
    assert states(person) == [State.SUBMITTED]


def test_an_unknown_code_is_told(run):
    done = run("people", "approve", "--delegation", "NOWHERE")
    assert (done.exit_code, done.output) == (1, "Error: There is no such delegation or category.\n")


def test_a_rule_that_says_no_is_told(run):
    make.person()

    def refuse(_sender, **_more):
        raise DomainError("No key signs badges.")

    with signals.approved.connected_to(refuse):
        done = run("people", "approve")
    assert (done.exit_code, done.output) == (1, "Error: No key signs badges.\n")
