import pytest

from ceremony.accounts import words
from ceremony.core.permissions import Role

WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64)"
KIT = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36"


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (f"{WINDOWS} {KIT}", "Chrome on Windows"),
        (f"{WINDOWS} {KIT} Edg/130.0", "Edge on Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/128.0", "Firefox on Linux"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) Version/18.0 Safari/604.1", "Safari on iPhone"),
        ("Mozilla/5.0 (Linux; Android 15; Pixel 9) Chrome/130.0", "Chrome on Android"),
        ("curl/8.5", "Unknown browser"),
        ("", "Unknown browser"),
        ("Windows", "Windows"),
    ],
)
def test_browsers_are_called_as_people_call_them(app, agent, name):
    with app.test_request_context():
        assert words.browser(agent) == name


def test_every_role_is_explained():
    assert sorted(words.ROLES) == sorted(Role)
