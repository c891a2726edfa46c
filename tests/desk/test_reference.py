from ceremony.core import jobs
from ceremony.core.db import transaction
from ceremony.core.permissions import Role
from tests import cast, make
from tests.client import parse, words


def test_the_styleguide_is_there_in_a_demonstration_and_where_asked_for(
    app, signed_in, monkeypatch
):
    desk = signed_in(Role.BADGE_OFFICER)
    make.ceremony(is_demo=False)
    assert desk.get("/styleguide").status_code == 404

    monkeypatch.setitem(app.config, "STYLEGUIDE", True)
    assert desk.get("/styleguide").status_code == 200
    monkeypatch.setitem(app.config, "STYLEGUIDE", False)
    make.ceremony(is_demo=True)
    assert "Name on the badge" in desk.get("/styleguide").text


def test_everybody_sees_the_own_long_work(signed_in):
    officer = cast.actor(Role.BADGE_OFFICER)
    with transaction(officer):
        jobs.start("badges.print", actor=officer, total=2741, ids=[])
    with transaction(officer):
        jobs.start("badges.unknown", actor=officer, total=3)

    own = signed_in(Role.BADGE_OFFICER).get("/desk/jobs").text
    other = signed_in(Role.REGISTRAR).get("/desk/jobs").text

    assert all(x in own for x in ("Printing badges", "2,741", "badges.unknown", "Waiting"))
    assert "Nothing yet" in other


def test_every_kind_of_long_work_is_named_and_leads_to_its_page(app, signed_in):
    """Steps of tests are no work of a slice."""
    known = [x for x in jobs._steps if not x.startswith("tests.")]
    registrar = cast.actor(Role.REGISTRAR)
    with transaction(registrar):
        begun = [
            jobs.start(name, actor=registrar, total=1, mailing_id=7, batch=3).id
            for name in sorted(known)
        ]
    root = parse(signed_in(Role.REGISTRAR).get("/desk/jobs").text)
    rows = [x.find("th") for x in root.find(".//tbody")][::-1]

    assert {words(x): [a.get("href") for a in x.iter("a")] for x in rows} == {
        "Checking badges": ["/desk/badges/prints/3"],
        "Printing badges": ["/desk/badges/prints/3"],
        "Confirming approvals by mail": [],
        "Writing to many": ["/desk/mail/mailings/7"],
        "Deciding about many people": [f"/desk/people/decisions/{begun[4]}"],
        "Exporting people": [f"/desk/people/exports/{begun[5]}"],
    }
