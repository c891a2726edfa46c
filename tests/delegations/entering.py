"""A focal point at work: a browser, what they type, and what the pages say then."""

from io import BytesIO
from typing import Any
from zipfile import ZipFile

from PIL import Image
from sqlalchemy import select

from ceremony.accounts import queries as accounts
from ceremony.accounts.models import RoleGrant
from ceremony.core.db import db
from ceremony.core.permissions import Role
from ceremony.delegations.models import Delegation
from ceremony.people import queries as people
from ceremony.people.models import Participation, Person
from tests import make
from tests.client import Client

HEAD = {
    "given_names": "Amina",
    "family_name": "Haddad",
    "function": "head",
    "rank": "other",
    "sex": "F",
    "born_on": "1980-04-03",
    "nationality_code": "QAT",
    "document_type": "passport",
    "document_number": "C1234567",
    "document_expires_on": "2031-01-01",
}
SECOND = HEAD | {
    "given_names": "Tarek",
    "family_name": "Mansour",
    "function": "delegate",
    "sex": "M",
    "born_on": "1971-09-17",
    "document_number": "C7654321",
}


class Portal:
    """The browser of a focal point of *delegation*."""

    def __init__(self, app: Any, delegation: Delegation, email: str = "farida@ceremony.test"):
        app.test_client_class = Client
        self.client: Client = app.test_client()
        self.actor = make.focal_point(delegation, email)
        self.client.sign_in(accounts.user(self.actor.id))
        self.id, self.body_id = delegation.id, delegation.body_id
        self.url = f"/delegation/{self.id}"

    def also(self, delegation: Delegation) -> None:
        """Let the focal point enter *delegation* too."""
        more = RoleGrant(
            user_id=self.actor.id,
            role=Role.FOCAL_POINT,
            scope_kind="body",
            scope_id=delegation.body_id,
        )
        make.save(more)

    def text(self, path: str = "") -> str:
        """The page at *path* below the delegation's own."""
        answer = self.client.get(self.url + path)
        assert answer.status_code == 200, (path, answer.status_code)
        return answer.text

    def send(self, path: str, page: str | None = None, **values: Any) -> Any:
        """Post *values* to *path* with the token of the form at *page* (default: the same)."""
        shown = None if page is None else self.url + page
        return self.client.send(self.url + path, page=shown, **values)

    def add(self, **values: Any) -> Person:
        """Enter a member by the form; who was entered."""
        answer = self.send("/members/new", **{**HEAD, **values})
        assert answer.status_code == 303, answer.text
        return self.members()[-1]

    def members(self) -> list[Person]:
        """Everybody of the delegation, in the order in which they were entered."""
        db.session.rollback()
        ids = db.session.scalars(
            select(Participation.person_id)
            .where(Participation.body_id == self.body_id)
            .order_by(Participation.person_id)
        ).all()
        return [people.person(x) for x in ids]

    @property
    def delegation(self) -> Delegation:
        db.session.rollback()
        return db.session.get_one(Delegation, self.id)


def picture(colour: str = "navy", size: tuple[int, int] = (480, 600)) -> bytes:
    """A JPEG that can be a photograph."""
    buffer = BytesIO()
    Image.new("RGB", size, colour).save(buffer, "JPEG")
    return buffer.getvalue()


def folder(**files: bytes) -> BytesIO:
    """A ZIP of *files*, called by their names with ``.jpg``."""
    return packed({f"{name}.jpg": content for name, content in files.items()})


def packed(files: dict[str, bytes]) -> BytesIO:
    buffer = BytesIO()
    with ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return BytesIO(buffer.getvalue())
