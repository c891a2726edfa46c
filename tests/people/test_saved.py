"""Filters that officers keep: named, shared, deleted and put back."""

import pytest
from sqlalchemy import select

from ceremony.core.db import db, transaction
from ceremony.core.errors import DomainError, EditConflict, NotAllowed
from ceremony.core.permissions import SYSTEM, Role
from ceremony.people import operations, saved
from ceremony.people.models import SavedFilter
from ceremony.people.operations import filters
from tests import cast, make
from tests.client import parse, words

ASKED = {"status": "submitted", "photograph": "missing"}


@pytest.fixture
def registrar(signed_in):
    make.ceremony()
    make.category()
    return signed_in(Role.REGISTRAR)


def keep(name="Without photograph", role=Role.REGISTRAR, **more):
    actor = cast.actor(role)
    with transaction(actor):
        return operations.save_filter(actor=actor, name=name, **{"arguments": ASKED} | more).id


def kept(filter_id):
    db.session.rollback()
    return db.session.get_one(SavedFilter, filter_id)


def names(role):
    return [x.name for x in saved.open_to(cast.actor(role))]


class TestOperations:
    @pytest.mark.both_databases
    def test_a_name_is_taken_once_however_it_is_written_and_free_again_when_deleted(self):
        first, actor = keep("Ministers  today"), cast.actor(Role.REGISTRAR)
        assert kept(first).name == "Ministers today"
        with pytest.raises(DomainError, match="of this name already: Ministers today") as refused:
            keep("MINISTÉRS today")
        assert refused.value.field == "name"
        with transaction(actor):
            operations.delete_filter(actor=actor, saved=kept(first))
        keep("Ministers today")
        with pytest.raises(DomainError), transaction(actor):
            operations.restore_filter(actor=actor, saved=kept(first))

    @pytest.mark.parametrize("name", ["", " ", "!!!", "\u200b", "x" * 61])
    def test_a_bad_name_is_refused_at_its_field(self, name):
        with pytest.raises(DomainError) as refused:
            keep(name)
        assert refused.value.field == "name"

    def test_a_document_number_is_not_kept(self):
        make.person(document_number="S 77-1")
        with pytest.raises(DomainError, match="A document number is not kept"):
            keep(arguments={"q": "s771"})
        assert names(Role.REGISTRAR) == []

    def test_everybody_is_no_filter(self):
        with pytest.raises(DomainError, match="Narrow the list first"):
            keep(arguments={})

    def test_one_officer_keeps_so_many(self, monkeypatch):
        monkeypatch.setattr(filters, "MOST", 1)
        keep("One")
        keep("One", role=Role.PROTOCOL_OFFICER)
        with pytest.raises(DomainError, match="You keep 1 filters"):
            keep("Two")

    def test_others_see_only_what_is_shared_and_change_nothing(self):
        own, shared = keep("Own"), keep("Shared", is_shared=True)
        assert names(Role.REGISTRAR) == ["Own", "Shared"]
        assert names(Role.PROTOCOL_OFFICER) == ["Shared"]
        other = cast.actor(Role.PROTOCOL_OFFICER)
        for id_ in (own, shared):
            for operation, more in (
                (operations.delete_filter, {}),
                (operations.restore_filter, {}),
                (operations.change_filter, {"name": "x", "is_shared": True}),
            ):
                with pytest.raises(NotAllowed), transaction(other):
                    operation(actor=other, saved=kept(id_), **more)
        with pytest.raises(NotAllowed), transaction(SYSTEM):
            operations.save_filter(actor=SYSTEM, name="x", arguments=ASKED)

    def test_nobody_writes_over_what_another_window_saved(self):
        first, actor = keep("Own"), cast.actor(Role.REGISTRAR)
        with transaction(actor):
            operations.change_filter(actor=actor, saved=kept(first), name="New", is_shared=False)
        with pytest.raises(EditConflict), transaction(actor):
            operations.change_filter(
                actor=actor, saved=kept(first), name="x", is_shared=False, version=1
            )


class TestPages:
    def test_what_the_list_asks_for_is_kept_and_offered_above_it(self, registrar):
        make.person("Amina")
        url = "/desk/people/filters/new?status=submitted&photograph=missing&columns=rank.email"
        page = registrar.get(url)
        asks = "It asks for: Submitted · without photograph · columns: Rank, Email"
        assert asks in words(parse(page.text))
        done = registrar.send(url, name="Without photograph", is_shared="y")
        assert done.status_code == 303
        seen = registrar.get(done.location)
        [mine] = [x for x in parse(seen.text).iter("a") if x.get("aria-current") == "true"]
        assert words(mine) == "Without photograph"
        assert "Save this filter" not in seen.text
        found = db.session.scalars(select(SavedFilter)).one()
        assert found.arguments == {**ASKED, "columns": "rank.email"}

    def test_errors_stand_at_the_field(self, registrar):
        url = "/desk/people/filters/new?status=submitted"
        assert "Give it a name." in registrar.send(url, name="").text
        assert "letters or figures" in registrar.send(url, name="!!!").text
        assert "Narrow the list first" in registrar.send("/desk/people/filters/new", name="x").text

    def test_it_is_renamed_shared_deleted_and_put_back(self, registrar):
        first = keep("Old")
        url = f"/desk/people/filters/{first}"
        assert registrar.send(url, name="New", is_shared="y", version="1").status_code == 303
        assert (kept(first).name, kept(first).is_shared) == ("New", True)
        deleted = registrar.send(f"{url}/delete", page=url).location
        page = registrar.get(deleted)
        assert "“New” is deleted." in page.text
        assert "No filter is saved" in page.text
        assert registrar.get(url).status_code == 404
        registrar.send(f"{url}/restore", page=deleted)
        assert "New" in registrar.get("/desk/people/filters").text
        assert registrar.send(f"{url}/restore", page="/desk/people").status_code == 404

    def test_somebody_elses_is_no_page_of_mine(self, registrar, signed_in):
        theirs = keep("Theirs", role=Role.PROTOCOL_OFFICER, is_shared=True)
        url = f"/desk/people/filters/{theirs}"
        assert registrar.get(url).status_code == 404
        assert registrar.send(f"{url}/delete", page="/desk/people/filters/new").status_code == 404
        page = registrar.get("/desk/people/filters")
        assert "Theirs" in page.text
        assert "Pilar Quispe" in page.text
        assert registrar.get("/desk/people/filters?deleted=x").status_code == 200
        assert registrar.get("/desk/people/filters?deleted=999").status_code == 200

    def test_it_is_for_who_sees_the_list(self, registrar, signed_in):
        assert signed_in(Role.ADMINISTRATOR).get("/desk/people/filters").status_code == 403
