import re

from ceremony.accounts import operations, queries
from ceremony.core.db import transaction
from ceremony.core.permissions import SYSTEM, Role
from tests.accounts import signing


def roles(email):
    return sorted(x.role for x in queries.user(queries.find_user_by_email(email).id).role_grants)


def test_an_administrator_is_invited_from_the_command_line(run, client):
    said = run("accounts", "invite-administrator", "boss@host.example", "Lê Thu Hạnh")

    path = re.fullmatch(r"http://localhost(/welcome/\S+)\n", said.output).group(1)
    assert client.get(path).status_code == 200
    assert roles("boss@host.example") == [Role.ADMINISTRATOR]


def test_an_officer_with_an_account_becomes_administrator_too(run, client):
    holder = signing.user()
    signing.user("second@host.example", Role.ADMINISTRATOR)
    with transaction(SYSTEM):
        operations.disable(actor=SYSTEM, user=queries.user(holder.id))

    run("accounts", "invite-administrator", signing.ADDRESS, "Hạnh")

    assert roles(signing.ADDRESS) == [Role.ADMINISTRATOR, Role.REGISTRAR]
    assert signing.sign_in(client).status_code == 303


def test_an_administrator_who_lost_the_password_gets_a_link(run, client):
    signing.user("boss@host.example", Role.ADMINISTRATOR)

    said = run("accounts", "invite-administrator", "boss@host.example", "Boss").output

    assert client.get(re.search(r"/welcome/\S+", said).group(0)).status_code == 200


def test_what_is_no_address_is_refused(run):
    said = run("accounts", "invite-administrator", "boss", "Boss")

    assert (said.exit_code, queries.users()) == (2, [])


def test_accounts_are_listed(run):
    signing.user()

    assert run("accounts", "list").output == f"{signing.ADDRESS}\tLê Thu Hạnh\tregistrar\n"
