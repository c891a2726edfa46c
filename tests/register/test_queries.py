import csv
from pathlib import Path

import pytest

from ceremony.register import queries
from ceremony.register.models import ParticipantKind
from ceremony.register.names import fold

DATA = Path("migrations/data")


def test_the_migration_brings_the_whole_register():
    with (DATA / "participants.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))

    shown = {x.iso3: (x.name, x.kind, x.is_eu_member) for x in queries.participants()}

    assert shown == {
        x["iso3"]: (x["depositary_name"], x["kind"], x["eu_member"] == "yes") for x in rows
    }
    assert queries.total() == len(rows) == 198


@pytest.mark.parametrize(
    ("text", "iso3"),
    [
        ("Viet Nam", "VNM"),
        ("Vietnam", "VNM"),
        ("VIỆT NAM", "VNM"),
        ("越南", "VNM"),
        ("VN", "VNM"),
        ("vnm", "VNM"),
        ("UK", "GBR"),
        ("U.K.", "GBR"),
        ("Great Britain", "GBR"),
        ("USA", "USA"),
        ("United States", "USA"),
        ("the United States of America", "USA"),
        ("South Korea", "KOR"),
        ("Korea, Republic of", "KOR"),
        ("North Korea", "PRK"),
        ("Ivory Coast", "CIV"),
        ("Cote d’Ivoire", "CIV"),
        ("Turkey", "TUR"),
        ("Czechia", "CZE"),
        ("St. Lucia", "LCA"),
        ("Saint Lucia", "LCA"),
        ("Bosnia & Herzegovina", "BIH"),
        ("Congo", "COG"),
        ("DRC", "COD"),
        ("Guinea", "GIN"),
        ("Niger", "NER"),
        ("Россия", "RUS"),
        ("  deutschland ", "DEU"),
        ("European Union", "EUE"),
        ("الجزائر", "DZA"),
        ("NGA", "NGA"),
        ("Nga", "RUS"),
        ("AO", "AGO"),
        ("Áo", "AUT"),
    ],
)
def test_a_participant_is_found_by_every_name_people_use(text, iso3):
    assert queries.find(text).iso3 == iso3


@pytest.mark.parametrize("text", ["", "Korea", "Atlantis", "Taiwan", "Republic", "."])
def test_what_names_nobody_or_several_finds_nobody(text):
    assert queries.find(text) is None


def test_formal_names_win_over_everything():
    assert {x.iso3 for x in queries.participants() if queries.find(x.name) is not x} == set()
    index = queries.index()
    assert {x.iso3 for x in queries.participants() if index.find(x.iso3) is not x} == set()
    assert {x.iso2 for x in queries.participants() if index.find(x.iso2) is not x} == set()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Viet Nam", "VNM"),
        ("Hong Kong", "HKG"),
        ("Macau", "MAC"),
        ("Stateless", "XXA"),
        ("Refugee", "XXB"),
        ("XXC", "XXC"),
        ("UN laissez-passer", "UNO"),
        ("UNA", "UNA"),
        ("D", "DEU"),
        ("Côte d'Ivoire", "CIV"),
    ],
)
def test_a_nationality_is_found_by_name_and_by_the_code_of_the_passport(text, code):
    assert queries.nationality_index().find(text) == code


def test_there_are_more_nationalities_than_states():
    codes = {x.code for x in queries.nationalities()}
    assert len(codes) == 198 + 7
    assert {"XXA", "XXB", "XXC", "UNO", "UNA", "HKG", "MAC"} <= codes


def test_the_list_is_searched_and_narrowed():
    def names(**asked):
        return [x.name for x in queries.participants(**asked)]

    assert names(words="corée") == [
        "Democratic People's Republic of Korea",
        "Republic of Korea",
    ]
    assert names(kind=ParticipantKind.OBSERVER_STATE) == ["Holy See", "State of Palestine"]
    assert names(kind=ParticipantKind.REIO) == ["European Union"]
    assert len(names(group="African States")) == 54
    assert names(words="cook niue") == []
    assert names(words="nauru", sends="yes") == []
    assert names(words="nauru", sends="no") == ["Nauru"]


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Đặng Thị Ễ", "dang thi e"),
        ("  O’Neill-de la  Cruz ", "oneill de la cruz"),
        ("Çağrı ØRSTED Łukasz", "cagri orsted lukasz"),
        ("Straße", "strasse"),
        ("Ирина", "ирина"),
        ("赵文静", "赵文静"),
        ("İstanbul", "istanbul"),
    ],
)
def test_folding_forgets_case_accents_and_punctuation(text, folded):
    assert fold(text) == folded
