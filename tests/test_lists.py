"""Every page of the desk asks the database as often for three rows as for one."""

from typing import Any

import pytest
from flask import url_for

from ceremony.accounts import operations as accounts
from ceremony.badges.pickup import queries as pickup
from ceremony.core import jobs
from ceremony.core.db import transaction
from ceremony.core.permissions import OFFICE, SYSTEM
from ceremony.core.web import Application
from ceremony.people import operations as people
from tests import cast, make
from tests.badges import batches, passes
from tests.client import Client, parse
from tests.counting import statements
from tests.desk import place as everything
from tests.gates import place
from tests.mailings import outbox
from tests.people.vetting import vetted

LISTS = (  # whose rows the test below makes
    "/desk/audit?event=badges.issued",
    "/desk/badges",
    "/desk/badges/passes",
    "/desk/badges/prints",
    "/desk/delegations",
    "/desk/delegations/requests",
    "/desk/gates/scans",
    "/desk/jobs",
    "/desk/mail",
    "/desk/mail/mailings",
    "/desk/people",
    "/desk/people/filters",
    "/desk/pickup",
    "/desk/pickup/left",
    "/desk/protocol/nameplates",
    "/desk/protocol/participants",
    "/desk/protocol/photograph",
    "/desk/protocol/precedence",
    "/desk/settings/access",
    "/desk/settings/categories",
    "/desk/settings/checkpoints",
    "/desk/settings/zones",
    "/desk/users",
    "/desk/vetting",
    "/desk/vetting/batches",
    "/desk/workforce",
)
MOST = 12


def add_one_of_each(client: Client, number: int) -> None:
    """A delegation with a member whose badge was scanned, at a gate and by a device of its own."""
    state = ("QAT", "FRA", "VNM")[number]
    body = make.body(state)
    make.delegation(sender=body)
    make.category(f"category-{number}", zones=[f"{number}"])
    badge = place.credential(
        make.accreditation(given_names=f"Amina {number}", body=body, function="head")
    )
    make.accreditation(given_names=f"Dana {number}", body=body)  # whose badge lies at the desk
    passes.category(zones=[f"{number}"])
    passes.floaters(1, body)
    everything.admission(number)
    everything.worker(number)
    vetted.batch(make.person(f"Bo {number}", body=body))
    device = place.device(place.checkpoint(f"P{number}", zone=f"{number}"), f"Handheld {number}")
    place.read(client, device, place.code(badge.serial))
    outbox.message(f"{number}@ceremony.test")
    outbox.draft([number + 1])
    reader = cast.officer(*OFFICE)
    with transaction(SYSTEM):
        accounts.create(actor=SYSTEM, email=f"{number}@ceremony.test", name="Q", roles=[])
        people.save_filter(
            actor=cast.actor(*OFFICE), name=f"Filter {number}", arguments={"body": body.id}
        )
        jobs.start("badges.print", actor=cast.actor(*OFFICE), total=1, ids=[reader.id])
    batches.start(actor=cast.actor(*OFFICE))


def pages(app: Application) -> list[str]:
    """Every page of the desk that needs no value in its URL, and the lists that need one."""
    with app.test_request_context():
        plain = {
            url_for(x.endpoint)
            for x in app.url_map.iter_rules()
            if "GET" in (x.methods or ())
            and not x.arguments
            and str(x).startswith("/desk")
            and x.endpoint != "layouts.logo"  # there is none
        }
    return sorted(plain | set(LISTS) | {"/desk/search?q=Amina", "/desk/delegations/1"})


def rows(page: Any) -> int:
    return sum(len(body.findall("tr")) for body in parse(page.text).iter("tbody"))


def look(client: Client, urls: list[str]) -> dict[str, tuple[int, int]]:
    """For each page its rows and the statements it sent."""
    seen = {}
    for url in urls:
        pickup._left.cache_clear()  # kept until something changes
        with statements() as sent:
            page = client.get(url)
        assert page.status_code == 200, url
        is_page = page.mimetype == "text/html"
        seen[url] = rows(page) if is_page else 0, len(sent)
    return seen


@pytest.mark.both_databases
def test_every_page_asks_the_same_for_one_row_and_for_three(app, client, signed_in):
    make.ceremony()
    place.run()
    desk, urls = signed_in(*OFFICE), pages(app)
    add_one_of_each(client, 0)
    look(desk, urls)  # what is kept from the first time on is kept
    one = look(desk, urls)
    for number in (1, 2):
        add_one_of_each(client, number)
    three = look(desk, urls)

    assert [x for x in LISTS if three[x][0] - one[x][0] < 2] == []
    assert {x: (one[x][1], three[x][1]) for x in urls if three[x][1] > one[x][1]} == {}
    assert {x: three[x][1] for x in LISTS if three[x][1] > MOST} == {}
