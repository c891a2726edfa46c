import re
from uuid import UUID

import pytest

from ceremony.core.permissions import Role
from ceremony.gates import queries
from tests import make
from tests.gates import place


def figures(row):
    return re.findall(r'class="num"[^>]*>(\d+)<', row)


def test_the_supervisor_pairs_a_device_by_a_code_that_the_page_shows(client, signed_in):
    at = place.checkpoint()
    desk = signed_in(Role.GATE_SUPERVISOR)

    page = desk.send("/desk/gates/devices/new", name="Handheld 7", checkpoint_id=str(at.id))

    code = re.search(r'class="spoken" dir="ltr">([A-Z2-9]{5} [A-Z2-9]{5})<', page.text).group(1)
    assert '<svg viewBox="0 0 ' in page.text
    assert client.post("/gate/pair", json={"code": code}).status_code == 200
    assert "Handheld 7" in desk.get("/desk/gates/devices").text


def test_a_device_needs_a_name(signed_in):
    at = place.checkpoint()
    desk = signed_in(Role.GATE_SUPERVISOR)

    page = desk.send("/desk/gates/devices/new", name=" ", checkpoint_id=str(at.id))

    assert "Give the device a name." in page.text
    assert queries.devices() == []


def test_two_devices_in_use_do_not_have_one_name(signed_in):
    at = place.checkpoint()
    place.device(at, "Handheld 7")
    [(device, _, _)] = queries.devices()
    desk = signed_in(Role.GATE_SUPERVISOR)
    url, again = "/desk/gates/devices/new", {"name": "handheld  7", "checkpoint_id": str(at.id)}

    assert 'href="#name">There is a device of this name.' in desk.send(url, **again).text
    assert len(queries.devices()) == 1

    desk.send(f"/desk/gates/devices/{device.id}/revocation", page="/desk/gates/devices")
    assert "Pair handheld 7" in desk.send(url, **again).text


def test_scans_lead_to_the_person_and_the_badge_for_those_who_may_read_them(client, signed_in):
    right = make.accreditation()
    person_id, badge = right.person_id, place.credential(right)
    secret = place.device(place.checkpoint())
    place.read(client, secret, place.code(badge.serial))
    place.send(client, secret, method="serial", serial=5)
    person, credential = f'"/desk/people/{person_id}"', f'"/desk/badges/{badge.id}"'
    for url in ("/desk/gates", "/desk/gates/scans"):
        page = signed_in(Role.GATE_SUPERVISOR).get(url).text
        assert (page.count(person), page.count(credential)) == (1, 1)
        badges = re.findall(r'href="(/desk/badges/\d+)"', page)
        assert badges == [f"/desk/badges/{badge.id}"]  # that of the unknown number leads nowhere
        page = signed_in(Role.ADMINISTRATOR).get(url).text
        assert (page.count(person), page.count(credential)) == (0, 0)


def test_a_device_gets_a_new_code_and_can_be_revoked(client, signed_in):
    secret = place.device(place.checkpoint())
    [(device, _, _)] = queries.devices()
    device_id = device.id
    desk = signed_in(Role.GATE_SUPERVISOR)

    again = desk.send(f"/desk/gates/devices/{device_id}/code", page="/desk/gates/devices")
    gone = desk.send(f"/desk/gates/devices/{device_id}/revocation", page="/desk/gates/devices")

    assert again.status_code == 200
    assert gone.status_code == 303
    assert place.send(client, secret, method="serial", serial=5).status_code == 401
    assert "can do nothing any more" in desk.get("/desk/gates/devices").text


def test_checkpoints_count_today_and_scans_are_listed(client, signed_in):
    make.ceremony()
    secret = place.device(place.checkpoint())
    badge = place.credential(make.accreditation(given_names="Layla", family_name="Mansour"))
    place.read(client, secret, place.code(badge.serial))
    place.read(client, secret, "https://menu.example")

    page = signed_in(Role.GATE_SUPERVISOR).get("/desk/gates").text

    row = re.search(r"P4 Main Hall.*?</tr>", page, re.DOTALL).group(0)
    assert figures(row) == ["0", "1", "1", "1"]  # last minute, peak, today, refused
    assert "Layla Mansour" in page
    assert "Not genuine" in page


def test_the_list_of_scans_is_filtered_by_its_url(client, signed_in):
    hall, door = place.checkpoint("P4"), place.checkpoint("P5")
    badge = place.credential(make.accreditation(given_names="Layla", family_name="Mansour"))
    place.read(client, place.device(hall), place.code(badge.serial))
    place.read(client, place.device(door), "https://menu.example")
    desk = signed_in(Role.GATE_SUPERVISOR)

    def rows(**filters):
        table = desk.get("/desk/gates/scans", query_string=filters).text
        return len(re.findall(r'<th scope="row"', table))

    assert rows() == 2
    assert rows(verdict="admit") == 1
    assert rows(checkpoint=door.id) == 1
    assert rows(verdict="admit", checkpoint=door.id) == 0
    assert rows(verdict="nonsense", checkpoint="x", before="yesterday") == 2


@pytest.mark.both_databases
def test_scans_of_a_rehearsal_are_kept_apart(client, signed_in):
    make.ceremony()
    secret = place.device(place.checkpoint())
    rehearsal = place.run().id
    place.send(client, secret, method="serial", serial=1)
    place.go_live()
    desk = signed_in(Role.GATE_SUPERVISOR)

    def rows(url="/desk/gates/scans", **filters):
        return len(re.findall(r"nobody known", desk.get(url, query_string=filters).text))

    assert (rows("/desk/gates"), rows()) == (0, 0)
    place.send(client, secret, method="serial", serial=1)
    assert (rows("/desk/gates"), rows()) == (1, 1)
    assert rows(run=rehearsal) == 1
    page = desk.get("/desk/gates").text
    row = re.search(r"P4 Main Hall.*?</tr>", page, re.DOTALL).group(0)
    assert figures(row) == ["0", "0", "0", "1"]


@pytest.mark.both_databases
@pytest.mark.parametrize(
    "query",
    [
        "checkpoint=9999999999",
        "checkpoint=" + "9" * 5_000,
        "run=9999999999",
        f"before=0001-01-01T00:00:00%2B23:59~{UUID(int=1)}",
        f"before=9999-12-31T23:59:59-23:59~{UUID(int=1)}",
    ],
)
def test_a_filter_that_nobody_can_mean_breaks_nothing(signed_in, query):
    place.checkpoint()
    assert signed_in(Role.GATE_SUPERVISOR).get(f"/desk/gates/scans?{query}").status_code == 200


def test_a_revoked_device_gets_no_code(signed_in):
    place.device(place.checkpoint())
    [(device, _, _)] = queries.devices()
    url = f"/desk/gates/devices/{device.id}"
    desk = signed_in(Role.GATE_SUPERVISOR)
    desk.send(f"{url}/revocation", page="/desk/gates/devices")

    refused = desk.post(f"{url}/code", data={"csrf_token": desk.token("/desk/gates/devices/new")})

    assert refused.status_code == 422
    assert "This device was revoked" in refused.text


def test_older_scans_are_on_the_next_page(client, signed_in):
    secret = place.device(place.checkpoint())
    for number in range(1, 28):
        place.send(client, secret, method="serial", serial=number)
    desk = signed_in(Role.GATE_SUPERVISOR)

    first = desk.get("/desk/gates/scans").text
    older = re.search(r'rel="next" href="([^"]+)"', first).group(1).replace("&amp;", "&")

    numbers = r'<bdi dir="ltr">000 (\d+)<'
    seen = re.findall(numbers, first) + re.findall(numbers, desk.get(older).text)
    assert seen == [f"{x:03}" for x in range(27, 0, -1)]


def test_only_supervisors_pair_and_revoke(client, signed_in):
    place.device(place.checkpoint())
    [(device, _, _)] = queries.devices()
    urls = [f"/desk/gates/devices/{device.id}/{act}" for act in ("code", "revocation")]
    protocol = signed_in(Role.PROTOCOL_OFFICER)

    token = protocol.token("/desk/gates/muster")
    answers = [protocol.post(url, data={"csrf_token": token}) for url in urls]

    assert [x.status_code for x in answers] == [403, 403]
    assert protocol.get("/desk/gates").status_code == 200
    assert protocol.get("/desk/gates/devices/new").status_code == 403
    assert client.get("/desk/gates").status_code == 303
