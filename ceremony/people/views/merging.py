"""Two records of one person: suspected, found, compared, made one."""

from typing import NamedTuple

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ceremony.core.i18n import _
from ceremony.core.permissions import Permission
from ceremony.core.registries import registries
from ceremony.core.web import actor, place, requires
from ceremony.people import doubles as suspected
from ceremony.people import finding, history, likeness, listing, operations, queries, sameness
from ceremony.people.forms import MergeForm
from ceremony.people.models import Person
from ceremony.people.views.blueprint import bp


class Two(NamedTuple):
    first: Person
    second: Person


def _two(person_id: int, other_id: int) -> Two:
    if person_id == other_id:
        raise ValueError(other_id)
    return Two(queries.person(person_id), queries.person(other_id))


@bp.get("/doubles")
@requires(Permission.PEOPLE_MERGE)
def doubles() -> ResponseReturnValue:
    page = suspected.pairs(place(suspected.key))
    back, on = ({"before": page.before}, {"after": page.after})
    return render_template(
        "people/merging/doubles.html",
        pairs=page.rows,
        size=suspected.SIZE,
        back_url=url_for("people.doubles", **back) if page.before else "",
        next_url=url_for("people.doubles", **on) if page.after else "",
    )


@bp.get("/doubles/count")
@requires(Permission.PEOPLE_MERGE)
def count_doubles() -> ResponseReturnValue:
    """A part of the list's page, asked for beside it: the list does not wait for it."""
    page = render_template("people/merging/count.html", count=suspected.count())
    return page, {"Cache-Control": "private, max-age=60"}


@bp.route("/<int:person_id>/same", methods=["GET", "POST"])
@requires(Permission.PEOPLE_MERGE, load=queries.person)
def same(person: Person) -> ResponseReturnValue:
    """What is searched for may be a document's number: it comes by a POST, in no address."""
    asked = listing.Filter(words=_printable(request.form.get("q", "")))
    known = listing.rows_of(finding.holders(asked.words), asked)
    found = known or (listing.page(asked).rows if asked.words else [])
    return render_template(
        "people/merging/same.html",
        person=person,
        asked=asked,
        found=[x for x in found if x.id != person.id],
        suspected=suspected.of(person),
    )


def _printable(text: str) -> str:
    return "".join(x for x in text if x.isprintable()).strip()[:200]


@bp.route("/<int:person_id>/same/<int:other_id>", methods=["GET", "POST"])
@requires(Permission.PEOPLE_MERGE, load=_two)
def merge(two: Two) -> ResponseReturnValue:
    form, differing = _form(two)
    if kept := form.perform(operations.merge):
        flash(_("The two records are one now."), "go")
        return redirect(url_for("people.show", person_id=kept.id), 303)
    two = _two(two.first.id, two.second.id)  # as they are now, if somebody was faster
    form.seen.data = operations.seen_as(*two)
    return render_template(
        "people/merging/merge.html",
        two=two,
        form=form,
        differing=differing,
        marks=likeness.marks(*two),
        shared=sameness.shared(*two),
        effects={x.id: _effects(x, y) for x, y in (two, two[::-1])},
        zones=queries.zones(),
    )


def _form(two: Two) -> tuple[MergeForm, list[sameness.Difference]]:
    newer = history.last_changed([x.id for x in two])
    differing = list(sameness.differences(*two, newer=newer))
    return MergeForm.of(*two, differing), differing


def _effects(kept: Person, gone: Person) -> list[str]:
    """What happens if the record of *kept* stands, beside what the page says anyway."""
    merging = operations.merging_of(actor(), kept, gone)
    return [sentence for part in registries.merges for sentence in part.say(merging)]
