import re
from pathlib import Path

from ceremony.accounts import words
from ceremony.core.permissions import GRANTS, OFFICE, Permission, Role
from ceremony.core.registries import registries
from ceremony.desk import documents

ROOT = Path(__file__).parents[2]
RECORDED = re.compile(
    r"audit\.record(?:_ids)?\(\s*[\w.]+,\s*\"([a-z_]+\.[a-z_]+)\"|event=\"([a-z_]+)\""
)


def test_the_page_of_permissions_is_current(app):
    with app.test_request_context():
        assert (ROOT / "docs" / "permissions.md").read_text() == documents.permissions_page()


def test_the_page_of_states_is_current(app):
    with app.test_request_context():
        assert (ROOT / "docs" / "states.md").read_text() == documents.states_page()


def test_every_permission_has_words():
    assert sorted(documents.PERMISSIONS) == sorted(Permission)


def test_the_table_says_what_the_rules_answer(app):
    with app.test_request_context():
        rows = {x.permission: x.roles for x in documents.permission_rows()}

    assert list(rows) == list(GRANTS)
    assert rows[Permission.ACCOUNTS_MANAGE] == {Role.ADMINISTRATOR}
    assert rows[Permission.GATES_SCAN] == {Role.GATE}
    assert rows[Permission.PUBLIC] == set(Role)
    assert rows[Permission.DESK] == OFFICE


def test_every_event_that_the_code_records_has_words():
    recorded = set()
    for module in (ROOT / "ceremony").rglob("*.py"):
        for whole, _bare in RECORDED.findall(module.read_text()):
            recorded |= {whole} - {""}
    for lifecycle in documents.LIFECYCLES.values():
        recorded |= {f"{lifecycle.prefix}.{x.event}" for x in lifecycle.moves.values()}

    assert sorted(recorded - set(registries.events)) == []
    assert sorted(words.EVENTS) == sorted(x for x in registries.events if x.startswith("accounts."))
