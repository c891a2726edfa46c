"""What a delegation reads, in its language: the mail, how the desk sees it, and the paper."""

import re
from datetime import UTC, date, datetime

import pypdfium2
import pytest
from sqlalchemy import select

from ceremony.core import clock, mail
from ceremony.core.db import db, transaction
from ceremony.core.mail import Message
from ceremony.core.mail.languages import WORDS
from ceremony.core.permissions import SYSTEM, Role
from ceremony.core.typography.families import missing
from ceremony.core.typography.sheet import A4, POINT, wrapped
from ceremony.delegations.confirmations import facts, paper
from ceremony.delegations.confirmations.facts import Confirmation
from ceremony.delegations.operations import invitations
from tests import make

URL = "/desk/delegations"
LANGUAGES = ["en", "fr", "es", "ru", "ar", "zh", "vi"]
SUBJECTS = {
    "en": "Registration of the delegation: Qatar",
    "fr": "Inscription de la délégation : Qatar",
    "es": "Inscripción de la delegación: Qatar",
    "ru": "Регистрация делегации: Qatar",
    "ar": "تسجيل الوفد: Qatar",
    "zh": "代表团注册：Qatar",
    "vi": "Đăng ký đoàn: Qatar",
}
DEADLINES = {
    "en": "Submit the delegation before 20 October 2025, 18:00, Hanoi time.",
    "fr": "Veuillez soumettre la délégation avant l’échéance suivante :"
    " 20 octobre 2025, 18:00, heure de Hanoi.",
    "es": "Presente la delegación antes de la fecha y hora siguientes:"
    " 20 de octubre de 2025, 18:00, hora de Hanoi.",
    "ru": "Просим представить состав делегации до наступления срока:"
    " 20 октября 2025\u202fг., 18:00, время места проведения (Hanoi).",
    "ar": "يرجى تقديم بيانات الوفد قبل الموعد التالي: 20 أكتوبر 2025، 18:00، بتوقيت Hanoi.",
    "zh": "请在以下时间之前提交代表团信息：2025年10月20日 18:00（Hanoi时间）。",
    "vi": "Xin nộp danh sách đoàn trước 18:00 ngày 20 tháng 10 năm 2025, giờ Hanoi.",
}
PLACES = {
    "en": "12 places are agreed.",
    "fr": "12 places sont convenues.",
    "es": "Se han acordado 12 plazas.",
    "ru": "Согласовано 12 мест.",
    "ar": "اتُّفق على 12 مقعدا.",
    "zh": "商定名额为12名。",
    "vi": "Số chỗ đã thống nhất: 12.",
}
FRENCH = """\
Madame/Monsieur Ilse Brandt,

Vous êtes prié(e) de bien vouloir inscrire la délégation (Qatar) à l’événement suivant :\
 Convention on Something, Convention Hall, Hanoi.

Voici votre lien personnel. Il ouvre les pages de votre délégation sans mot de passe ;\
 veuillez ne pas le transmettre.

  \ufffc

Veuillez soumettre la délégation avant l’échéance suivante :\
 20 octobre 2025, 18:00, heure de Hanoi.
12 places sont convenues.

Vous pouvez saisir les membres un à un ou envoyer un classeur rempli ;\
 la page explique les deux procédures. Vos saisies sont conservées et vous pouvez poursuivre un\
 autre jour.

Le lien est valable jusqu’au 1er octobre 2025. Passé cette date, ou en cas de perte, veuillez en\
 demander un nouveau sur la page de connexion.

--\x20
Signing Ceremony
Convention on Something
Convention Hall, Hanoi
"""
MEMBER = Confirmation(
    "Amina Haddad", "", "Qatar", "", "K7M29QXB", "Delegate", "1 Hall", "Today", ""
)


@pytest.fixture(autouse=True)
def ceremony(session):
    clock.shift(datetime(2025, 9, 1, 12, tzinfo=UTC) - clock.now())
    make.ceremony(contact="protocol@mfa.example", requests_until=date(2025, 9, 30))


def invited(language: str) -> Message:
    """The invitation of Qatar's focal point, from the outbox."""
    delegation = make.delegation(
        "invited",
        language=language,
        deadline=datetime(2025, 10, 20, 11, tzinfo=UTC),
        quota={"delegate": 12},
    )
    with transaction(SYSTEM):
        email = "ilse@mission.test"
        invitations.invite(actor=SYSTEM, delegation=delegation, name="Ilse Brandt", email=email)
    return db.session.scalars(select(Message)).one()


@pytest.mark.parametrize("language", LANGUAGES)
class TestInvitation:
    def test_it_is_in_the_language_of_the_delegation(self, language):
        message = invited(language)
        text = message.text.split("\n")
        assert (message.language, message.subject) == (language, SUBJECTS[language])
        assert [x for x in (DEADLINES[language], PLACES[language]) if x not in text] == []

    def test_it_has_no_sentence_of_another_language(self, language):
        others = {x: mail.letter("delegations/invitation", x, **FACTS) for x in LANGUAGES}
        own = sentences(others.pop(language))
        assert [x for x in others if own & sentences(others[x])] == []

    def test_the_desk_sees_it_first_and_in_which_language_it_is(self, signed_in, language):
        delegation = make.delegation("invited", language=language)
        make.focal_point(delegation)
        page = signed_in(Role.REGISTRAR).send(f"{URL}/send/invite", page=URL, id=delegation.id)
        name = dict(mail.choices())[language]
        assert f'<pre class="letter" lang="{language}" dir="auto">' in page.text
        assert (SUBJECTS[language] in page.text, f"<td>{name}</td>" in page.text) == (True, True)


FACTS = {
    "name": "Ilse Brandt",
    "delegation": "Qatar",
    "deadline": datetime(2025, 10, 20, 11, tzinfo=UTC),
    "expires": datetime(2025, 11, 30, tzinfo=UTC),
    "places": 12,
}


def sentences(letter: mail.Letter) -> set[str]:
    """The lines of *letter* above its foot and beside its link."""
    body, _sign, _foot = letter.text.partition("\n-- \n")
    return set(body.splitlines()) - {"", "  \ufffc"}


def test_the_whole_of_an_invitation_in_french():
    assert invited("fr").text == FRENCH


@pytest.mark.parametrize(
    ("places", "said"),
    [
        (1, "اتُّفق على مقعد واحد."),
        (2, "اتُّفق على مقعدين."),
        (3, "اتُّفق على 3 مقاعد."),
        (11, "اتُّفق على 11 مقعدا."),
        (100, "اتُّفق على 100 مقعد."),
    ],
)
def test_arabic_counts_in_its_own_way(places, said):
    letter = mail.letter("delegations/invitation", "ar", **FACTS | {"places": places})
    assert said in letter.text.split("\n")


@pytest.mark.parametrize("place", ["agreement", "open", "request"])
def test_exactly_the_languages_of_mail_are_offered(signed_in, place):
    delegation = make.delegation("invited")
    urls = {"agreement": f"{URL}/{delegation.id}/agreement", "open": f"{URL}/open"}
    page = signed_in(Role.REGISTRAR).get(urls.get(place, "/request")).text
    field = re.search(r'<select[^>]*name="language".*?</select>', page, re.DOTALL)
    offered = re.findall(r'value="(\w*)"', field.group()) if field else []
    unknown = [] if place == "request" else [""]
    assert offered == [*unknown, "en", "ar", "es", "fr", "ru", "vi", "zh"]


@pytest.mark.parametrize("language", LANGUAGES)
class TestPaper:
    def test_every_letter_can_be_printed(self, language):
        with mail.speaking(language):
            words = [x for x in WORDS.get_translations()._catalog.values() if isinstance(x, str)]
        assert [x for x in words if missing(x.replace("\n", " "))] == []

    def test_what_a_row_is_about_stands_in_one_line(self, language):
        with mail.speaking(language):
            labels = [label for label, _words in paper._said(facts.here(), MEMBER)]
        room = paper.LABELS - 4
        assert [x for x in labels if len(wrapped(x, room, 10 * POINT)) > 1] == []

    def test_it_is_one_page_and_nothing_stands_outside_its_margins(self, language):
        with mail.speaking(language):
            page = pypdfium2.PdfDocument(paper.drawn(facts.here(), [MEMBER]))[0]
            title = paper._("Confirmation of accreditation")
        left, right = margins(page)
        assert (left > 23.5, right > 23.5) == (True, True)
        assert title.split()[-1] in page.get_textpage().get_text_range()


def margins(page: pypdfium2.PdfPage) -> tuple[float, float]:
    """From the edges of *page* to its outermost letters, in millimetres."""
    text = page.get_textpage()
    boxes = [text.get_charbox(x) for x in range(text.count_chars())]
    found = [x for x in boxes if x[2] > x[0]]
    points = 72 / 25.4
    return min(x[0] for x in found) / points, A4.width - max(x[2] for x in found) / points


@pytest.mark.parametrize(("language", "is_on_the_right"), [("fr", False), ("ar", True)])
def test_a_paper_is_read_from_the_side_of_its_language(language, is_on_the_right):
    with mail.speaking(language):
        document = pypdfium2.PdfDocument(paper.drawn(facts.here(), [MEMBER]))
    text = document[0].get_textpage()
    start, _count = text.search("Amina").get_next()
    middle = A4.width / 2 * 72 / 25.4
    assert (text.get_charbox(start)[0] > middle) is is_on_the_right
