"""The highest ranks spare somebody much: only who speaks for a delegation has them, and an
officer sees it."""

import pytest
from sqlalchemy import select

from ceremony.core import settings
from ceremony.core.db import db, transaction
from ceremony.core.permissions import SYSTEM, Role
from ceremony.delegations.operations import composition, decisions
from ceremony.delegations.queries import members, review
from ceremony.people import operations as people
from ceremony.people import queries
from ceremony.people.kinds import Function, Rank
from ceremony.people.states import State as Member
from ceremony.people.vetting import operations
from ceremony.people.vetting.models import Vetting
from ceremony.people.vetting.states import State as Stage
from tests import cast, make
from tests.client import parse, words
from tests.delegations.entering import Portal
from tests.delegations.people import entered, member

pytestmark = pytest.mark.usefixtures("ceremony")
NAMED = {"given_names": "Amina", "family_name": "Haddad"}


@pytest.fixture
def vetting():
    with transaction(SYSTEM):
        settings.change(actor=SYSTEM, vetting_is_required=True)


def checks(delegation):
    everybody = members.of(delegation)
    found = review.of(delegation, everybody).checks
    return [[str(x.code) for x in found[member.person.id]] for member in everybody]


def stage(person):
    return db.session.scalar(select(Vetting.state).where(Vetting.person_id == person.id))


class TestADriverWhoIsWrittenDownAsHeadOfState:
    """However that came in: a delegation's form and workbook refuse it."""

    def test_has_to_be_complete_before_submitting(self):
        delegation = make.delegation("draft")
        point = make.focal_point(delegation)
        with transaction(point):
            composition.add_member(actor=point, delegation=delegation, **member(Function.HEAD))
            composition.add_member(
                actor=point,
                delegation=delegation,
                function=Function.DRIVER,
                rank=Rank.HEAD_OF_STATE,
                **NAMED,
            )
        incomplete = "1 member is not complete: Amina Haddad."
        with pytest.raises(composition.NotComplete, match=incomplete), transaction(point):
            composition.submit(actor=point, delegation=delegation)

    def test_is_vetted_and_needs_a_photograph(self):
        delegation = make.delegation()
        driver = entered(delegation, Function.DRIVER, rank=Rank.HEAD_OF_STATE)
        assert (stage(driver), driver.lacks_photograph) == (Stage.WAITING, True)

    @pytest.mark.usefixtures("vetting")
    def test_is_not_approved_unvetted(self):
        delegation = make.delegation()
        entered(delegation, Function.DRIVER, rank=Rank.HEAD_OF_STATE)
        assert checks(delegation) == [["photograph", "vetting"]]


@pytest.mark.usefixtures("vetting")
def test_who_is_not_vetted_by_rank_is_said_and_left_for_the_officer_to_tick(signed_in):
    delegation = make.delegation()
    head = entered(delegation, Function.HEAD, rank=Rank.HEAD_OF_STATE, photo="a.jpg", **NAMED)
    other = entered(delegation, rank=Rank.AMBASSADOR, photo="b.jpg")
    vetted = db.session.scalars(select(Vetting).where(Vetting.person_id == other.id)).one()
    officer = cast.actor(Role.VETTING_OFFICER)
    with transaction(officer):
        operations.clear(actor=officer, vetting=vetted)

    page = parse(signed_in(Role.REGISTRAR).get(f"/desk/delegations/{delegation.id}").text)
    table = next(x for x in page.iter("table") if "members" in x.get("class", ""))
    first, second = [words(x) for x in table.iter("tr")][1:]
    assert ["Head of State" in first, "not vetted, by rank" in first] == [True, True]
    assert ["Ambassador" in second, "complete" in second] == [True, True]
    boxes = [x for x in table.iter("input") if x.get("name") == "id"]
    assert [x.get("checked") is not None for x in boxes] == [False, True]
    assert "Amina Haddad is not vetted, by rank: Head of State." in words(page)

    registrar = cast.actor(Role.REGISTRAR)
    with transaction(registrar):  # knowingly
        [approved] = decisions.approve(
            actor=registrar, delegation=delegation, ids=[head.accreditation.id]
        )
    assert approved.state is Member.APPROVED
    assert checks(delegation) == [[], []]


@pytest.mark.parametrize("function", [Function.HEAD, Function.DEPUTY_HEAD, Function.DELEGATE])
def test_nothing_is_asked_of_a_foreign_minister_who_speaks_for_the_delegation(function):
    delegation = make.delegation("draft")
    point = make.focal_point(delegation)
    with transaction(point):
        if function is not Function.HEAD:
            composition.add_member(actor=point, delegation=delegation, **member(Function.HEAD))
        composition.add_member(
            actor=point,
            delegation=delegation,
            function=function,
            rank=Rank.FOREIGN_MINISTER,
            **NAMED,
        )
        composition.submit(actor=point, delegation=delegation)
    assert ["photograph", "unvetted"] in checks(delegation)


def test_a_vice_president_is_vetted_so_documents_are_needed():
    delegation = make.delegation("draft")
    point = make.focal_point(delegation)
    head = {"function": Function.HEAD, "rank": Rank.VICE_PRESIDENT}
    with transaction(point):
        composition.add_member(actor=point, delegation=delegation, **head, **NAMED)
    with pytest.raises(composition.NotComplete), transaction(point):
        composition.submit(actor=point, delegation=delegation)


def test_all_others_for_whom_somebody_comes_are_named():
    delegation = make.delegation()
    person = entered(delegation, Function.HEAD, photo="a.jpg", **NAMED)
    for code in ("KAZ", "FRA"):
        body = make.body(code)
        with transaction(SYSTEM):
            people.add_participation(
                actor=SYSTEM,
                person=queries.person(person.id),
                body=body,
                function="adviser",
                rank="other",
            )
    [member] = members.of(delegation)
    [check] = review.of(delegation, [member]).checks[person.id]
    assert check.sentence == "Amina Haddad also takes part for France, Kazakhstan."


REFUSED = (
    "Rank: Head of State goes with head, deputy head or delegate. Whoever comes as another has"
    " the rank Other."
)


def test_the_form_of_a_delegation_says_with_what_such_a_rank_goes(app):
    own = Portal(app, make.delegation("draft"))
    answer = own.send("/members/new", **NAMED, function="driver", rank="head_of_state")
    assert REFUSED in answer.text
    assert own.members() == []
    assert own.add(function="deputy_head", rank="head_of_state").badge_name == "Amina Haddad"


def test_the_forms_of_the_desk_say_the_same(signed_in):
    registrar, person = signed_in(Role.REGISTRAR), make.person()
    [part] = person.participations
    page = f"/desk/people/participations/{part.id}"
    answer = registrar.send(page, function="interpreter", rank="head_of_state", title="")
    assert REFUSED in answer.text
