"""A form that stayed open overnight, in a browser."""

from datetime import timedelta

from playwright.sync_api import Page, expect
from sqlalchemy import update

from ceremony.accounts import operations, passwords
from ceremony.accounts.models import UserSession
from ceremony.core.clock import now
from ceremony.core.db import transaction
from ceremony.core.permissions import SYSTEM, Role
from ceremony.people import queries
from tests import make
from tests.cast import PASSWORD
from tests.server import Server

EMAIL = "overnight@ceremony.test"


def arrange(server: Server) -> int:
    """An officer who can sign in, and somebody to edit."""
    with server.context():
        with transaction(SYSTEM):
            operations.create(
                actor=SYSTEM,
                email=EMAIL,
                name="Ravi Menon",
                roles=[Role.REGISTRAR],
                password_hash=passwords.make_hash(PASSWORD),
            )
        return make.person(given_names="Amina").id


def let_the_night_pass(server: Server) -> None:
    with server.context(), transaction(SYSTEM, working=True) as session:
        session.execute(update(UserSession).values(expires_at=now() - timedelta(hours=1)))


def given_names(server: Server, person_id: int) -> str:
    with server.context():
        return queries.person(person_id).given_names


def sign_in(page: Page) -> None:
    page.get_by_label("Email address").fill(EMAIL)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def test_what_was_written_before_the_night_is_sent_in_the_morning(server, page):
    person_id = arrange(server)
    page.goto(f"/desk/people/{person_id}/edit")
    sign_in(page)
    page.get_by_label("Given names").fill("Amina Noor")
    let_the_night_pass(server)

    page.get_by_role("main").get_by_role("button", name="Save").click()
    expect(page.get_by_text("What you wrote is kept.")).to_be_visible()
    sign_in(page)

    expect(page).to_have_url(f"{server.url}/kept")
    expect(page.get_by_role("main")).to_contain_text("Amina Noor")
    assert given_names(server, person_id) == "Amina"
    page.get_by_role("button", name="Send it again").click()

    expect(page).to_have_url(f"{server.url}/desk/people/{person_id}")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Amina Noor")
    assert given_names(server, person_id) == "Amina Noor"
