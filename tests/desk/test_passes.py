"""What changes hands is nobody: no page counts it among persons, and none breaks."""

from ceremony.core.permissions import OFFICE
from ceremony.desk.queries.people import coming
from ceremony.people.kinds import PassKind
from tests import make
from tests.badges import issuing, passes
from tests.client import parse, words
from tests.gates import place
from tests.test_lists import add_one_of_each, pages

ABOUT_BADGES = (
    "/desk/badges",
    "/desk/pickup",
    "/desk/gates",
    "/desk/audit",
    "/desk/jobs",
    "/desk/search",
)

FIGURES = {"/desk", "/desk/figures"}  # of gates too; those of persons are compared apart


def test_no_page_takes_a_floater_or_a_vehicle_for_somebody(app, client, signed_in, stopped_clock):
    make.ceremony()
    place.run()
    add_one_of_each(client, 0)
    sender = make.body("FRA")
    make.delegation(sender=sender)
    gate = place.device(place.checkpoint("P9"))
    kinds = [passes.category(), passes.category(PassKind.VEHICLE)]
    desk, urls = signed_in(*OFFICE), pages(app)
    urls += [f"/desk/people?category={x.id}" for x in kinds]
    urls += ["/desk/people?status=approved", "/desk/people?kind=state&status=approved"]

    def look() -> dict[str, str]:
        found = {x: desk.get(x) for x in urls}
        assert {x: y.status_code for x, y in found.items() if y.status_code >= 500} == {}
        html = {x: y.text for x, y in found.items() if y.mimetype == "text/html"}
        mains = {x: next(parse(y).iter("main"), parse(y)) for x, y in html.items()}
        return {
            x: words(y)
            for x, y in mains.items()
            if x not in FIGURES and not x.startswith(ABOUT_BADGES)
        }

    look()
    before, persons = look(), coming()
    floater, car = passes.floaters(1, sender)[0], passes.vehicle(body=sender)
    issuing.mark(floater.id, car.id)
    passes.lend([floater], sender)
    for badge in (floater, car):
        place.read(client, gate, place.code(badge.serial))
    after = look()
    assert coming() == persons
    assert {x: (before[x], after[x]) for x in before if before[x] != after[x]} == {}
