"""Names of people who do not exist, with their own script where they have one."""

import random
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from faker import Faker


class Name(NamedTuple):
    family_name: str
    given_names: str
    badge_name: str
    original_name: str
    is_woman: bool


def _pairs(text: str) -> list[tuple[str, str]]:
    """``Latin=original`` words."""
    return [
        (latin, original)
        for latin, _equals, original in (x.partition("=") for x in text.split("; "))
    ]


ARABIC_FAMILIES = _pairs(
    "al-Harithi=الحارثي; al-Mansour=المنصور; al-Qadri=القادري; Bensalem=بنسالم;"
    " el-Sharqawi=الشرقاوي; Haddad=حداد; al-Jaber=الجابر; Khalil=خليل;"
    " Tazi=التازي; al-Rawi=الراوي; Naggar=النجار;"
    " al-Suwaidi=السويدي; Barakat=بركات; Zahran=زهران; al-Tamimi=التميمي; Othmani=العثماني"
)
ARABIC_WOMEN = _pairs(
    "Layla=ليلى; Noura=نورا; Amal=أمل; Hessa=حصة; Salma=سلمى; Maryam=مريم; Rania=رانيا; Dalal=دلال;"
    " Khadija=خديجة; Yasmin=ياسمين"
)
ARABIC_MEN = _pairs(
    "Omar=عمر; Tarek=طارق; Khalid=خالد; Youssef=يوسف; Hamad=حمد; Karim=كريم; Faisal=فيصل;"
    " Ziad=زياد; Idris=إدريس; Nasser=ناصر"
)
CHINESE_FAMILIES = _pairs(
    "Zhou=周; Lin=林; Shen=沈; Xu=徐; Gao=高;"
    " He=何; Tang=唐; Luo=罗; Song=宋; Ouyang=欧阳; Yu=余; Fang=方"
)
CHINESE_WOMEN = _pairs(
    "Wenlan=文岚; Jingyi=静怡; Xiaomei=晓梅;"
    " Ruolin=若琳; Yuhan=雨涵; Shuwen=淑雯; Kexin=可欣; Meilin=美琳"
)
CHINESE_MEN = _pairs(
    "Haoran=浩然; Jianguo=建国; Zhiyuan=志远;"
    " Minghui=明辉; Tianyu=天宇; Guoqiang=国强; Wenbo=文博; Yifan=一凡"
)
VIETNAMESE_FAMILIES = (
    "Nguyễn Trần Lê Phạm Hoàng Phan Vũ Đặng Bùi Đỗ Hồ Ngô Dương Lý Đinh Trịnh".split()
)
VIETNAMESE_WOMEN = (
    "Thị Minh Khuê;Thị Thu Hạnh;Bích Ngọc;Thanh Huyền;Thị Ễ;Phương Thảo;Diệu Linh;Thị Ngọc Ánh;"
    "Hải Yến;Thị Tuyết Mai;Quỳnh Anh;Kim Oanh"
).split(";")
VIETNAMESE_MEN = (
    "Đức Lộc;Quốc Bảo;Văn Hùng;Minh Tuấn;Đình Phúc;Xuân Trường;Hữu Nghĩa;Công Thành;Thế Duy;"
    "Quang Hưng;Anh Dũng;Trọng Khôi"
).split(";")
MONONYMS = {  # women, men
    "IDN": ("Suhartini Wulandari Sukarsih Kartinah Ngatini", "Suryanto Hartono Sudarmo Wiratno"),
    "ETH": ("Tsehay Almaz Meseret Genet Tigist", "Tsegaye Mulugeta Getachew Abebe Dawit"),
}

CYRILLIC = dict(
    pair.split("=")
    for pair in (
        "а=a б=b в=v г=g д=d е=e ё=e ж=zh з=z и=i й=i к=k л=l м=m н=n о=o п=p р=r с=s т=t у=u ф=f"
        " х=kh ц=ts ч=ch ш=sh щ=shch ъ=ie ы=y ь= э=e ю=iu я=ia і=i ї=i є=ie ґ=g ў=u"
    ).split()
)
GREEK = dict(
    pair.split("=")
    for pair in (
        "α=a β=v γ=g δ=d ε=e ζ=z η=i θ=th ι=i κ=k λ=l μ=m ν=n ξ=x ο=o π=p ρ=r σ=s ς=s τ=t υ=y φ=f"
        " χ=ch ψ=ps ω=o ά=a έ=e ή=i ί=i ό=o ύ=y ώ=o ϊ=i ΐ=i ϋ=y ΰ=y"
    ).split()
)


def latin(text: str, letters: dict[str, str]) -> str:
    """*text* in Latin letters, as passports write it. Source: ICAO Doc 9303, part 3, A."""
    if letters is GREEK:
        for pair, sound in (("ου", "ou"), ("ού", "ou"), ("αυ", "av"), ("ευ", "ev"), ("μπ", "b")):
            text = text.replace(pair, sound)
    small = "".join(letters.get(letter, letter) for letter in text.lower())
    return " ".join(word[:1].upper() + word[1:] for word in small.split())


@cache
def _faker(locale: str) -> Faker:
    fake = Faker(locale)
    fake.seed_instance(2025)
    return fake


def begin_again() -> None:
    """Let the next names be the first ones again."""
    _faker.cache_clear()


Maker = Callable[[random.Random, bool], Name]


def _arabic(chance: random.Random, is_woman: bool) -> Name:
    family, family_own = chance.choice(ARABIC_FAMILIES)
    given, given_own = chance.choice(ARABIC_WOMEN if is_woman else ARABIC_MEN)
    father, father_own = chance.choice(ARABIC_MEN)
    return Name(
        family,
        f"{given} {father}",
        f"{given} {family}",
        f"{given_own} {father_own} {family_own}",
        is_woman,
    )


def _chinese(chance: random.Random, is_woman: bool) -> Name:
    family, family_own = chance.choice(CHINESE_FAMILIES)
    given, given_own = chance.choice(CHINESE_WOMEN if is_woman else CHINESE_MEN)
    return Name(family, given, f"{family} {given}", family_own + given_own, is_woman)


def _vietnamese(chance: random.Random, is_woman: bool) -> Name:
    family = chance.choice(VIETNAMESE_FAMILIES)
    given = chance.choice(VIETNAMESE_WOMEN if is_woman else VIETNAMESE_MEN)
    return Name(family, given, f"{family} {given}", "", is_woman)


def _mononym(country: str) -> Maker:
    """Some have one name only; the others have two."""

    def make(chance: random.Random, is_woman: bool) -> Name:
        names = MONONYMS[country][0 if is_woman else 1].split()
        given, father = chance.choice(names), chance.choice(MONONYMS[country][1].split())
        if chance.random() < 0.4:
            return Name("", given, given, "", is_woman)
        return Name(father, given, f"{given} {father}", "", is_woman)

    return make


def _in_script(locale: str, letters: dict[str, str]) -> Maker:
    def make(_chance: random.Random, is_woman: bool) -> Name:
        fake = _faker(locale)
        given = fake.first_name_female() if is_woman else fake.first_name_male()
        family = fake.last_name_female() if is_woman else fake.last_name_male()
        own = f"{given} {family}"
        family, given = latin(family, letters), latin(given, letters)
        return Name(family, given, f"{given} {family}", own, is_woman)

    return make


def _of(locale: str) -> Maker:
    def make(_chance: random.Random, is_woman: bool) -> Name:
        fake = _faker(locale)
        given = fake.first_name_female() if is_woman else fake.first_name_male()
        family = fake.last_name_female() if is_woman else fake.last_name_male()
        return Name(family, given, f"{given} {family}", "", is_woman)

    return make


# How people of a participant are named; others are named as in English.
MAKERS: dict[str, Maker] = {
    "VNM": _vietnamese,
    "CHN": _chinese,
    **dict.fromkeys("DZA EGY LBY MAR QAT SAU PSE IRQ JOR ARE".split(), _arabic),
    **dict.fromkeys("RUS BLR KAZ".split(), _in_script("ru_RU", CYRILLIC)),
    "UKR": _in_script("uk_UA", CYRILLIC),
    "GRC": _in_script("el_GR", GREEK),
    **{country: _mononym(country) for country in MONONYMS},
    **dict.fromkeys("FRA CIV MLI TGO BFA COD LUX RWA DJI".split(), _of("fr_FR")),
    **dict.fromkeys("ESP CUB CRI DOM NIC PER URY VEN".split(), _of("es_ES")),
    "CHL": _of("es_CL"),
    "ECU": _of("es_CO"),
    **dict.fromkeys("PRT AGO GNB MOZ".split(), _of("pt_PT")),
    "BRA": _of("pt_BR"),
    "AUT": _of("de_AT"),
    "BEL": _of("nl_BE"),
    "CZE": _of("cs_CZ"),
    "SVK": _of("sk_SK"),
    "SVN": _of("sl_SI"),
    "POL": _of("pl_PL"),
    "SWE": _of("sv_SE"),
    "TUR": _of("tr_TR"),
    "AZE": _of("az_AZ"),
    "IRL": _of("en_IE"),
    "NGA": _of("yo_NG"),
    "GHA": _of("tw_GH"),
    "ZAF": _of("zu_ZA"),
    "PHL": _of("fil_PH"),
    "UZB": _of("uz_UZ"),
}
_ENGLISH = _of("en_GB")


def name(participant: str, chance: random.Random) -> Name:
    """A new invented name as in the country with this ISO code."""
    return MAKERS.get(participant, _ENGLISH)(chance, chance.random() < 0.45)
