"""The settings in the desk: what is entered, what is shown before it is saved, what is refused."""

from collections.abc import Callable
from html import unescape
from io import BytesIO
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from ceremony.core import runs
from ceremony.core.ceremony_file import loading, text
from ceremony.core.db import transaction
from ceremony.core.permissions import SYSTEM, Role
from ceremony.core.settings import current
from ceremony.people import queries
from ceremony.people.kinds import BodyKind
from tests import make
from tests.client import Client, parse, words

HANOI = Path("examples/hanoi-2025.yaml").read_bytes()
NONSENSE = ("", "\x00", "\u202e", "[1, 2", "x" * 5_000, "'\"#: -", "2025-02-30", "🕊")
PAGES = tuple(" /zones /categories /access /checkpoints /windows /file /run/live".split(" "))


def load() -> None:
    with transaction(SYSTEM):
        loading.load(actor=SYSTEM, content=HANOI)


@pytest.fixture
def administrator(once: Callable[..., None], signed_in: Callable[..., Client]) -> Client:
    once("hanoi", load)
    return signed_in(Role.ADMINISTRATOR)


def fields(response: TestResponse) -> dict[str, str]:
    """What the confirming form of a preview sends."""
    root = parse(response.text)
    [form] = [x for x in root.iter("form") if (x.get("action") or "").endswith("/confirm")]
    sent = {x.get("name", ""): x.get("value", "") for x in form.iter("input")}
    [area] = form.iter("textarea")
    return sent | {"text": area.text or ""}


def agree(client: Client, response: TestResponse) -> TestResponse:
    return client.post("/desk/settings/confirm", data=fields(response))


def facts(**changes: object) -> dict[str, object]:
    """The form of the ceremony as it stands, with *changes*."""
    [present] = text.present()["ceremony"]
    plain = {name: x for name, x in present.items() if not isinstance(x, dict)}
    return plain | {"fingerprint": loading.fingerprint_of(text.present())} | changes


def line(number: int, **changes: object) -> dict[str, object]:
    present = text.present()["access"][number - 1]
    shown: dict[str, object] = {"after": number - 1} | {
        name: value or "" for name, value in present.items() if name != "zones"
    }
    if present["zones"] is not None:
        shown |= {"has_own_zones": "y", "zones": present["zones"]}
    return shown | {"fingerprint": loading.fingerprint_of(text.present())} | changes


def test_every_page_opens_for_an_administrator(administrator: Client) -> None:
    details = ("/zones/3", "/zones/new", "/categories/head", "/checkpoints/P4", "/access/9")
    for page in (*PAGES, *details, "/access/new", "/windows/1", "/windows/new"):
        assert administrator.get(f"/desk/settings{page}").status_code == 200, page


def test_every_page_opens_before_anything_was_set(signed_in: Callable[..., Client]) -> None:
    client = signed_in(Role.ADMINISTRATOR)
    assert [client.get(f"/desk/settings{page}").status_code for page in PAGES] == [200] * len(PAGES)


def test_a_colleague_without_the_permission_may_not(signed_in: Callable[..., Client]) -> None:
    client = signed_in(Role.REGISTRAR)
    assert [client.get(f"/desk/settings{x}").status_code for x in PAGES] == [403] * len(PAGES)


def test_what_does_not_exist_is_not_found(administrator: Client) -> None:
    missing = ["/zones/9", "/categories/9", "/checkpoints/P9", "/access/99", "/access/0", "/x"]
    missing += ["/windows/0", "/windows/9"]
    found = [administrator.get(f"/desk/settings{x}").status_code for x in missing]
    assert found == [404] * len(missing)


def test_a_fact_that_moves_nobody_is_saved_at_once(administrator: Client) -> None:
    assert administrator.send("/desk/settings", **facts(city="Hà Nội")).status_code == 303
    assert current().city == "Hà Nội"


def test_where_badges_are_collected_is_said_in_several_languages(administrator: Client) -> None:
    places = {"collection_place": "Gate 3", "other_places-fr": "Porte 3", "other_places-vi": ""}
    places |= {"collection_hours": "", "other_hours-fr": "", "other_hours-vi": ""}
    assert administrator.send("/desk/settings", **facts(**places)).status_code == 303
    [saved] = text.present()["ceremony"]
    assert saved["collection_place"] == {"en": "Gate 3", "fr": "Porte 3"}
    assert saved["collection_hours"] is None
    page = administrator.get("/desk/settings").text
    assert [x in page for x in ('value="Gate 3"', 'value="Porte 3"')] == [True, True]
    emptied = {"collection_place": "", "other_places-fr": ""}
    assert administrator.send("/desk/settings", **facts(**emptied)).status_code == 303
    assert current().collection_place == {}


def test_a_place_in_french_alone_is_refused(administrator: Client) -> None:
    french = {"collection_hours": "", "other_hours-fr": "De 8 h à 20 h"}
    page = administrator.send("/desk/settings", **facts(**french))
    assert "The name in English (“en”) is missing." in page.text


def test_another_host_country_is_chosen_by_name_and_asked_about(administrator: Client) -> None:
    page = administrator.get("/desk/settings").text
    [chosen] = [x for x in parse(page).iter("option") if x.get("selected") is not None]
    assert (chosen.get("value"), chosen.text) == ("VNM", "Viet Nam")
    assert 'value="EUE"' not in page

    make.person(body=make.body("VNM", kind=BodyKind.HOST), function="protocol")
    asked = administrator.send("/desk/settings", **facts(host="QAT"))
    assert "One person is affected." in asked.text
    table = [words(x) for x in parse(asked.text).iter("td")]
    assert {"Viet Nam", "Qatar"} <= set(table)
    agree(administrator, asked)
    assert current().host == "QAT"


def test_a_ceremony_may_be_without_a_host(administrator: Client) -> None:
    assert administrator.send("/desk/settings", **facts(host="")).status_code == 303
    assert current().host is None


def test_wrong_facts_are_said_at_their_fields(administrator: Client) -> None:
    page = administrator.send("/desk/settings", **facts(accent="#e06666", ends_on="2025-10-01"))
    assert "The contrast of #e06666 against white is 3.3:1." in page.text
    assert "The last day comes before the first." in page.text
    assert current().accent == "#8a1a1f"


def test_nonsense_in_the_facts_is_refused(administrator: Client) -> None:
    wrong = {"starts_on": "yesterday", "passes_from": "noon", "gold": "red", "time_zone": "x" * 90}
    page = administrator.send("/desk/settings", **facts(**wrong))
    for sentence in (
        "“yesterday” is not a date",
        "“noon” is not a date and time",
        "“red” is not a colour",
        "Write at most 64 characters.",
    ):
        assert sentence in page.text


def test_a_new_validity_asks_first(administrator: Client) -> None:
    make.person(function="delegate")
    page = administrator.send("/desk/settings", **facts(passes_until="2025-10-28T12:00"))
    assert "One person is affected." in page.text
    assert text.present()["ceremony"][0]["passes_until"] == "2025-10-27 00:00"
    assert agree(administrator, page).status_code == 303
    assert text.present()["ceremony"][0]["passes_until"] == "2025-10-28 12:00"


def test_a_line_of_the_table_shows_whom_it_moves_before_it_is_saved(administrator: Client) -> None:
    person = make.person(given_names="Amina", family_name="Saleh", function="driver")
    before = text.dump()
    page = administrator.send("/desk/settings/access/11", **line(11, category="guest", zones=["1"]))
    words = unescape(" ".join(page.text.split()))
    assert "Amina Saleh" in words
    assert "Workforce, zones 1" in words
    assert text.dump() == before
    assert agree(administrator, page).status_code == 303
    accreditation = queries.person(person.id).accreditation
    assert accreditation is not None
    assert accreditation.category.code == "guest"


def test_a_line_can_be_added_moved_and_removed(administrator: Client) -> None:
    new = {"kind": "ngo", "function": "driver", "category": "guest", "after": 10}
    page = administrator.send("/desk/settings/access/new", **line(1, rank="") | new)
    agree(administrator, page)
    added = {"kind": "ngo", "function": "driver", "rank": None, "category": "guest", "zones": None}
    assert text.present()["access"][10] == added
    url = "/desk/settings/access/11"
    agree(administrator, administrator.send(f"{url}/up", page=url))
    assert text.present()["access"][9] == added
    url = "/desk/settings/access/10"
    agree(administrator, administrator.send(f"{url}/remove", page=url))
    assert added not in text.present()["access"]


def test_a_line_that_never_applies_is_refused(administrator: Client) -> None:
    page = administrator.send("/desk/settings/access/4", **line(4, after=21))
    assert "This line never applies" in page.text


def test_the_last_line_that_somebody_needs_stays(administrator: Client) -> None:
    make.person(function="delegate")
    url = "/desk/settings/access/22"
    page = administrator.send(f"{url}/remove", page=url)
    assert page.status_code == 422
    assert "The table of categories has no line for Delegate of State." in page.text
    assert len(text.present()["access"]) == 22


def test_zones_are_added_changed_and_removed(administrator: Client) -> None:
    new = {"code": "5", "name": "Roof", "other-vi": "Mái", "capacity": "40", "exits_scanned": "y"}
    assert administrator.send("/desk/settings/zones/new", **new).status_code == 303
    assert text.present()["zones"][-1] == {
        "code": "5",
        "name": {"en": "Roof", "vi": "Mái"},
        "exits_scanned": True,
        "escort_required": False,
        "escorts": [],
        "capacity": 40,
        "pictogram": None,
    }
    url = "/desk/settings/zones/5"
    changed = {"code": "5", "name": "Top", "other-vi": "", "escort_required": "y"}
    page = administrator.send(url, **changed)
    assert "Say which categories escort: else nobody at all could go in." in page.text
    assert administrator.send(url, **changed, escorts=["organiser"]).status_code == 303
    zone = text.present()["zones"][-1]
    assert (zone["name"], zone["escorts"]) == ({"en": "Top"}, ["organiser"])
    agree(administrator, administrator.send(f"{url}/remove", page=url))
    assert len(text.present()["zones"]) == 4


def test_a_code_twice_and_a_zone_in_use_are_refused(administrator: Client) -> None:
    page = administrator.send("/desk/settings/zones/new", code="3", name="Again")
    assert "“3” is there already." in page.text
    url = "/desk/settings/zones/4"
    page = administrator.send(f"{url}/remove", page=url)
    assert page.status_code == 422
    assert "Checkpoints, P5: Zone 4 is not among the zones 1, 2, 3." in page.text


def test_a_checkpoint_has_its_share_and_its_way(administrator: Client) -> None:
    url, before = "/desk/settings/checkpoints/P4", text.present()["checkpoints"][3]
    shown = {x: before[x] for x in ("code", "name", "zone", "direction")}
    assert administrator.send(url, **shown, share="", walk_s="").status_code == 303
    assert text.present()["checkpoints"][3] == before | {"share": None, "walk_s": 30}
    assert administrator.send(url, **shown, share="0", walk_s="3600").status_code == 303
    assert text.present()["checkpoints"][3] == before | {"share": 0, "walk_s": 3600}
    page = administrator.send(url, **shown, share="-1", walk_s="an hour")
    wrong = ("Write a number from 0 to 100000.", "Write a number from 0 to 3600.")
    assert [x in page.text for x in wrong] == [True, True]


def test_opening_hours_are_added_changed_and_removed(administrator: Client) -> None:
    new = {"zone": "2", "opens": "2025-10-25T07:00", "closes": "2025-10-25T09:00"}
    page = administrator.send("/desk/settings/windows/new", **new, categories=["press", "guest"])
    assert page.status_code == 303
    [first, *others] = text.present()["windows"]
    assert first == {
        "zone": "2",
        "categories": ["guest", "press"],
        "opens": "2025-10-25 07:00",
        "closes": "2025-10-25 09:00",
    }
    url = "/desk/settings/windows/1"
    wrong = new | {"zone": "9", "closes": "2025-10-25T07:00", "categories": ["nobody"]}
    page = administrator.send(url, **wrong)
    for sentence in (
        "Zone 9 is not among the zones 1, 2, 3, 4.",
        "“nobody” is not among:",
        "The end must come after the beginning.",
    ):
        assert sentence in unescape(page.text)
    page = administrator.send(url, **new | {"opens": "noon"})
    assert "“noon” is not a date and time" in unescape(page.text)
    assert administrator.send(url, **new | {"closes": "2025-10-25T09:30"}).status_code == 303
    assert text.present()["windows"][0] == first | {"categories": [], "closes": "2025-10-25 09:30"}
    asked = administrator.send(f"{url}/remove", page=url)
    assert agree(administrator, asked).status_code == 303
    assert text.present()["windows"] == others


def test_a_category_is_drawn_and_changed(administrator: Client) -> None:
    assert (
        'aria-label="Band: Guest, letter G"' in administrator.get("/desk/settings/categories").text
    )
    url = "/desk/settings/categories/guest"
    guest = {"code": "guest", "name": "Guest", "letter": "X", "colour": "#15191e"}
    kinds = {"band": "woven", "pass_kind": "personal", "zones": ["1"]}
    assert administrator.send(url, **guest, **kinds).status_code == 303
    [changed] = [x for x in text.present()["categories"] if x["code"] == "guest"]
    assert (changed["letter"], changed["band"], changed["zones"]) == ("X", "woven", ["1"])


def test_a_stale_form_is_not_saved_over_somebody_elses_change(administrator: Client) -> None:
    old = facts(city="Huế")
    administrator.send("/desk/settings", **facts(place="Opera House"))
    page = administrator.send("/desk/settings", **old)
    assert "Somebody else changed this a moment ago." in page.text
    assert current().city == "Hanoi"


def test_the_file_comes_down_as_it_would_be_dumped(administrator: Client) -> None:
    response = administrator.get("/desk/settings/file/ceremony.yaml")
    assert (
        response.headers["Content-Disposition"] == 'attachment; filename="ceremony-2025-10-25.yaml"'
    )
    assert response.text == text.dump()


def upload(client: Client, content: bytes) -> TestResponse:
    return client.send("/desk/settings/file", file=(BytesIO(content), "ceremony.yaml"))


def test_an_uploaded_file_is_shown_before_it_is_loaded(administrator: Client) -> None:
    page = upload(administrator, HANOI.replace(b"city: Hanoi", b"city: Hue"))
    assert "Nobody is affected." in page.text
    assert current().city == "Hanoi"
    assert agree(administrator, page).status_code == 303
    assert current().city == "Hue"
    assert upload(administrator, text.dump().encode()).status_code == 303


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (HANOI.replace(b"zones: [1, 2]", b"zones: [1, 7]", 1), "Zone 7 is not among the zones"),
        (b"\x89PNG\r\n\x1a\n", "line 1, column 1: The file is not written in UTF-8."),
        (b"", "The file is empty."),
        (b"#" * 300_000, "The file is larger than 256 KB."),
        (b"<script>alert(1)</script>: x", "is not among: ceremony, zones, categories, access"),
    ],
)
def test_a_wrong_file_is_refused_with_its_errors(
    administrator: Client, content: bytes, sentence: str
) -> None:
    before = text.dump()
    page = upload(administrator, content)
    assert sentence in unescape(page.text)
    assert "<script>alert" not in page.text
    assert text.dump() == before


def test_a_confirmation_of_something_else_changes_nothing(administrator: Client) -> None:
    page = upload(administrator, HANOI.replace(b"city: Hanoi", b"city: Hue"))
    sent = fields(page)
    for wrong in ({"fingerprint": "0" * 64}, {"fingerprint": ""}, {"text": "zones: ["}):
        response = administrator.post("/desk/settings/confirm", data=sent | wrong)
        assert response.status_code == 303
        assert current().city == "Hanoi"


def test_a_run_begins_only_when_somebody_means_it(administrator: Client) -> None:
    url = "/desk/settings/run/rehearsal"
    assert "Tick the box if you mean it." in administrator.send(url).text
    assert runs.find_current() is None
    assert administrator.send(url, agreed="y").status_code == 303
    assert administrator.send("/desk/settings/run/live", agreed="y").status_code == 303
    now = runs.find_current()
    assert now is not None
    assert (now.kind, now.number) == (runs.Kind.LIVE, 1)


@pytest.mark.parametrize(
    "page",
    "/ /zones/new /zones/1 /categories/new /categories/head /checkpoints/new /checkpoints/P1"
    " /access/new /access/1 /file".split(),
)
def test_nonsense_in_every_field_is_answered_by_a_page(administrator: Client, page: str) -> None:
    url = f"/desk/settings{page}".rstrip("/")
    before = text.dump()
    names = {x.get("name", "") for x in parse(administrator.get(url).text).iter() if x.get("name")}
    names -= {"csrf_token", "fingerprint", "q", "viewport", "htmx-config"}
    token = {"csrf_token": administrator.token(url)}
    for value in NONSENSE:
        sent = token | dict.fromkeys(names, value)
        response = administrator.post(url, data=sent, content_type="multipart/form-data")
        assert (response.status_code, text.dump()) == (200, before), value
