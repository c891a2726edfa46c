"""Photographs of members: one by one, and many in a packed folder."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from ceremony.core import files
from ceremony.core.db import transaction
from ceremony.core.permissions import SYSTEM
from ceremony.delegations import photograph_folder
from ceremony.delegations.operations import photographs
from ceremony.people import operations as people
from tests import make
from tests.delegations.entering import HEAD, SECOND, Portal, folder, packed, picture

pytestmark = pytest.mark.usefixtures("ceremony")


@pytest.fixture
def own(app):
    return Portal(app, make.delegation("draft"))


def send(own, sent):
    return own.send("/photographs", folder=(sent, "all.zip"))


def photos(own):
    """Whose photographs are there: by name."""
    return [x.badge_name for x in own.members() if x.photo]


def test_one_comes_with_the_form_and_is_seen_by_its_delegation(own):
    person = own.add(photograph=(BytesIO(picture()), "me.jpg"))

    shown = own.client.get(f"{own.url}/members/{person.id}/photograph")
    assert (shown.status_code, shown.data) == (200, files.read(person.photo))
    assert "private" in shown.headers["Cache-Control"]


def test_one_from_the_camera_is_as_good(own):
    own.add(camera=(BytesIO(picture()), "image.jpg"))
    assert photos(own) == ["Amina Haddad"]


def test_a_good_one_is_not_lost_when_something_else_is_wrong(own):
    values = HEAD | {"email": "amina@"}
    answer = own.send("/members/new", **values, photograph=(BytesIO(picture()), "me.jpg"))
    assert "The photograph you sent is kept" in answer.text
    kept = answer.text.partition('name="kept"')[2].partition('value="')[2].partition('"')[0]

    own.add(kept=kept)
    assert photos(own) == ["Amina Haddad"]


def test_what_was_not_kept_for_them_is_nobodys(own):
    own.add(kept="aWYgeW91IHJlYWQgdGhpcw.sig")
    assert photos(own) == []


def test_a_bad_one_is_refused_at_its_field(own):
    sent = (BytesIO(picture(size=(100, 100))), "me.jpg")
    answer = own.send("/members/new", **HEAD, photograph=sent)
    assert "This photograph is too small" in answer.text


def test_it_is_replaced_after_submitting_until_the_member_is_approved(own):
    person = own.add()
    own.send("/submission")
    page = f"/members/{person.id}"
    sent = (BytesIO(picture()), "me.jpg")
    assert own.send(f"{page}/photograph", page=page, photograph=sent).status_code == 303
    assert photos(own) == ["Amina Haddad"]

    with transaction(SYSTEM):
        people.approve(actor=SYSTEM, accreditations=[own.members()[0].accreditation])
    assert "Save the photograph" not in own.text(page)
    before = person_photo(own)
    token = own.client.token(own.url)
    answer = own.client.post(
        f"{own.url}{page}/photograph",
        data={"csrf_token": token, "photograph": (BytesIO(picture("red")), "me.jpg")},
    )
    assert "Amina Haddad was decided already." in answer.text
    assert person_photo(own) == before


def person_photo(own):
    return own.members()[0].photo


@pytest.mark.both_databases
def test_a_folder_finds_its_members_by_number_name_and_document(own):
    own.add()
    tarek = own.add(**SECOND)
    own.add(**(SECOND | {"given_names": "Noura Đỗ", "document_number": "N-1", "sex": "F"}))
    sent = packed(
        {
            "photos/HADDAD_amina.jpg": picture(),
            f"photos/{tarek.id}.png": picture("red"),
            "__MACOSX/photos/._haddad.jpg": b"x",
            "n1.JPEG": picture("green"),
        }
    )

    text = send(own, sent).text
    assert "3 photographs found their members" in text
    assert photos(own) == ["Amina Haddad", "Tarek Mansour", "Noura Đỗ Mansour"]


def test_what_nobody_is_called_waits_until_somebody_is_chosen(own):
    person = own.add()
    text = send(
        own, folder(stranger=picture(), broken=b"no picture", amina_haddad=picture("red"))
    ).text

    assert "1 photograph found its member" in text
    assert "Nobody is called so" in text
    assert "This is not a photograph." in text
    [waiting] = photographs.loose(own.delegation)
    assert own.client.get(f"{own.url}/photographs/{waiting.id}").data == files.read(waiting.file)
    before = person_photo(own)
    own.send(f"/photographs/{waiting.id}/give", page="/photographs", person=person.id)
    assert person_photo(own) != before
    assert photographs.loose(own.delegation) == []


def test_one_that_nobody_wants_is_discarded(own):
    own.add()
    send(own, folder(stranger=picture()))
    send(own, folder(stranger=picture()))
    [waiting] = photographs.loose(own.delegation)
    text = own.send(f"/photographs/{waiting.id}/give", page="/photographs", person="")
    assert "Choose whose photograph it is." in own.client.get(text.location).text

    own.send(f"/photographs/{waiting.id}/give", page="/photographs", discard="yes")
    assert photographs.loose(own.delegation) == []


def test_two_of_one_name_get_none_by_guessing(own):
    own.add()
    own.add(**(SECOND | {"given_names": "Amina", "family_name": "Haddad"}))
    send(own, folder(amina_haddad=picture()))

    assert photos(own) == []
    assert len(photographs.loose(own.delegation)) == 1


def bomb():
    """Zeros that unpack to a thousand times their size."""
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        for number in range(40):
            archive.writestr(f"{number}.jpg", bytes(10 * 2**20))
    return BytesIO(buffer.getvalue())


def many():
    return packed({f"{x}.jpg": b"x" for x in range(photograph_folder.MOST_FILES + 1)})


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        (lambda: BytesIO(b"no zip"), "This is no ZIP file"),
        (lambda: BytesIO(folder(a=picture()).getvalue()[:-30]), "This is no ZIP file"),
        (lambda: packed({}), "There is no file in this folder."),
        (many, "The folder has more than 300 files."),
        (bomb, "The folder is too large once it is unpacked."),
    ],
)
def test_a_folder_that_cannot_be_one_is_refused_with_a_sentence(own, sent, sentence):
    assert sentence in send(own, sent()).text


def test_large_photographs_beyond_the_budget_are_named_and_the_others_read(own, monkeypatch):
    monkeypatch.setattr(photograph_folder, "MOST_POINTS", 800_000)
    text = send(own, folder(a=picture(size=(800, 900)), b=picture(size=(800, 900)))).text
    assert "Not read: too many large photographs. Send it again." in text
    assert len(photographs.loose(own.delegation)) == 1


def test_who_was_taken_out_takes_no_photograph_from_the_others(own):
    amina, tarek = own.add(), own.add(**SECOND)
    own.send(f"/members/{tarek.id}/out", page="")
    text = send(own, folder(amina_haddad=picture(), tarek_mansour=picture("red"))).text
    assert "Tarek Mansour cannot be given a photograph any more." in text
    assert photos(own) == [amina.badge_name]


def test_some_hundred_wait_at_most(own, monkeypatch):
    monkeypatch.setattr(photographs, "MOST_LOOSE", 1)
    text = send(own, folder(one=picture(), two=picture("red"))).text
    assert "At most 1 photographs may wait" in text
    assert len(photographs.loose(own.delegation)) == 1


def test_the_same_name_without_a_birth_date_is_asked_about(own):
    own.add(born_on="", document_number="")
    again = HEAD | {"born_on": "", "document_number": "", "function": "delegate"}
    assert "looks like the same person" in own.send("/members/new", **again).text
    assert len(own.members()) == 1


def test_no_path_of_a_folder_is_followed(own):
    own.add()
    text = send(own, packed({"../../../etc/amina haddad.jpg": picture()})).text

    assert "1 photograph found its member" in text
    assert "etc" not in text
