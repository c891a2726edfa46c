"""Which tests run in one process and take turns, whatever the number of processes.

The marks that xdist has for it (``xdist_group``) do nothing under pytest 9.2 and xdist 3.8.
"""

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

# By how the address of a test begins; the first that fits.
GROUPS = {
    "tests/e2e/test_pages.py": "pages",  # one server with the demonstration
    "tests/e2e/": "browser",
    "tests/gates/test_phone.py": "browser",
    "tests/gates/test_scanner.py": "browser",
    "tests/core/typography/test_contact_sheet.py": "browser",
    "tests/test_https.py": "browser",
    "tests/delegations/test_desk_browser.py": "browser",
    "tests/delegations/test_portal_browser.py": "browser",
    "tests/demo/": "demonstration",  # loaded once
    "tests/desk/test_nonsense.py": "everything",  # one thing of every kind, made once
    "tests/desk/test_permissions.py": "everything",
}


class Scheduling(LoadScopeScheduling):
    """Groups first, the largest before all; every other test goes to whoever is free."""

    def _split_scope(self, nodeid: str) -> str:
        return next((name for start, name in GROUPS.items() if nodeid.startswith(start)), nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Scheduling | None:
    return Scheduling(config, log) if config.getoption("dist") == "loadgroup" else None
