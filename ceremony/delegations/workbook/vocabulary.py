"""Words with a fixed meaning (functions, ranks, kinds) in the languages of the workbooks."""

from collections.abc import Mapping
from functools import cache

from ceremony.delegations.workbook.closeness import Guesser
from ceremony.delegations.workbook.columns import Column
from ceremony.register.names import fold

FUNCTIONS = {
    "head": """Head of delegation; head; chief of delegation; leader; head of the delegation;
        chef de délégation; chef de la délégation; cheffe de délégation; chef;
        trưởng đoàn; trưởng đoàn đại biểu""",
    "deputy_head": """Deputy head of delegation; deputy head; deputy; deputy or alternate;
        alternate;
        alternate head of delegation; alternate head; chef adjoint; cheffe adjointe;
        chef de délégation adjoint; suppléant; suppléante; chef adjoint de la délégation;
        phó trưởng đoàn; phó đoàn""",
    "delegate": """Delegate; member; member of delegation; representative; participant; expert;
        délégué; déléguée; membre; membre de la délégation; représentant; représentante;
        đại biểu; thành viên; thành viên đoàn; đoàn viên""",
    "adviser": """Adviser; advisor; counsellor; legal adviser; conseiller; conseillère;
        conseiller juridique; cố vấn; tham tán; cố vấn pháp lý""",
    "interpreter": """Interpreter; translator; interprète; traducteur; traductrice;
        phiên dịch; thông dịch viên; phiên dịch viên""",
    "security_officer": """Security officer; security; close protection; close protection officer;
        bodyguard; agent de sécurité; sécurité; officier de sécurité; protection rapprochée;
        an ninh; cảnh vệ; cán bộ an ninh; sĩ quan an ninh; bảo vệ""",
    "protocol": """Protocol; protocol officer; chief of protocol; protocole;
        agent du protocole; chargé du protocole; chef du protocole; lễ tân; cán bộ lễ tân""",
    "medical": """Medical; doctor; physician; medical officer; nurse; médecin; personnel médical;
        infirmier; infirmière; docteur; bác sĩ; y tế; y tá; cán bộ y tế""",
    "media": """Official photographer or media; official photographer; official media;
        photographer; cameraman; media; photographe; photographe officiel; caméraman;
        média officiel; photographe ou média officiel; phóng viên đi theo đoàn;
        nhiếp ảnh; nhiếp ảnh chính thức; quay phim; phóng viên tháp tùng""",
    "spouse": """Spouse; wife; husband; partner; conjoint; conjointe; époux; épouse;
        phu nhân; phu quân; vợ; chồng""",
    "driver": "Driver; chauffeur; conducteur; lái xe; tài xế",
}

RANKS = {
    "head_of_state": """Head of State; president; king; queen; monarch; chef d'état; président;
        roi; reine; nguyên thủ quốc gia; chủ tịch nước; tổng thống; quốc vương""",
    "vice_president": """Vice-President or Crown Prince; vice-president; crown prince;
        vice président; prince héritier; phó chủ tịch nước; phó tổng thống; thái tử""",
    "head_of_government": """Head of Government; prime minister; chancellor; premier;
        chef de gouvernement; chef du gouvernement; premier ministre; thủ tướng;
        thủ tướng chính phủ; người đứng đầu chính phủ""",
    "deputy_prime_minister": """Deputy Prime Minister; vice prime minister;
        deputy head of government;
        vice-premier ministre; vice premier; phó thủ tướng; phó thủ tướng chính phủ""",
    "foreign_minister": """Minister for Foreign Affairs; minister of foreign affairs;
        foreign minister;
        secretary of state; ministre des affaires étrangères; bộ trưởng ngoại giao;
        bộ trưởng bộ ngoại giao""",
    "minister": "Minister; ministre; bộ trưởng; attorney general; prosecutor general",
    "vice_minister": """Vice-Minister; deputy minister; vice-ministre;
        ministre adjoint; thứ trưởng; state secretary; secrétaire d'état""",
    "ambassador": """Ambassador; ambassadeur; ambassadrice; permanent representative;
        représentant permanent; đại sứ""",
    "other": "Other; none; autre; autres; sans; khác; không",
}

KINDS = {
    "state": "State; member state; government; état; état membre; gouvernement; quốc gia; nhà nước",
    "observer_state": "Observer State; état observateur; quốc gia quan sát viên",
    "reio": """Regional economic integration organisation; reio; orie;
        regional economic integration organization;
        organisation d'intégration économique régionale; tổ chức hội nhập kinh tế khu vực""",
    "un_entity": """United Nations entity; un entity; united nations; un agency; un;
        un organisation;
        entité des nations unies; nations unies; onu; cơ quan liên hợp quốc; liên hợp quốc""",
    "organisation": """International or regional organisation; international organisation;
        international organization; regional organisation; regional organization;
        intergovernmental organisation; intergovernmental organization; igo; io;
        organisation internationale; organisation régionale; organisation intergouvernementale;
        tổ chức quốc tế; tổ chức khu vực; tổ chức liên chính phủ""",
    "ngo": """Non-governmental organisation; non-governmental organization; ngo; civil society;
        non governmental organisation; organisation non gouvernementale; ong; société civile;
        tổ chức phi chính phủ""",
    "private_sector": """Private sector; company; business; secteur privé; entreprise; société;
        khu vực tư nhân; doanh nghiệp; công ty""",
    "research_institution": """Research institution; research institute; academia; university;
        think tank;
        institution de recherche; institut de recherche; université; viện nghiên cứu;
        cơ sở nghiên cứu; trường đại học""",
    "host": "Host; host country; hôte; pays hôte; nước chủ nhà; chủ nhà; nước đăng cai",
    "guests": """Guests of the host; guests; guest of the host; invités de l'hôte;
        invités du pays hôte; khách của nước chủ nhà; khách mời của nước chủ nhà""",
}

SEXES = {
    "M": "M; male; man; mr; homme; masculin; h; nam; ông",
    "F": "F; female; woman; ms; femme; féminin; nữ; bà",
    "X": "X; other; unspecified; non-binary; autre; khác",
}

DOCUMENTS = {
    "passport": """Passport; ordinary passport; national passport; regular passport; p;
        passeport; passeport ordinaire; hộ chiếu; hộ chiếu phổ thông""",
    "diplomatic_passport": """Diplomatic passport; diplomatic; pd; d;
        passeport diplomatique; diplomatique; hộ chiếu ngoại giao; ngoại giao""",
    "service_passport": """Service passport; official passport; service; official; ps;
        special passport;
        passeport de service; passeport officiel; hộ chiếu công vụ; công vụ""",
    "laissez_passer": """United Nations laissez-passer; laissez-passer; unlp;
        un laissez-passer; giấy thông hành; laissez-passer des nations unies""",
    "identity_card": """Identity card; id card; id; national id; carte d'identité; carte nationale;
        carte nationale d'identité; căn cước; căn cước công dân; chứng minh nhân dân; cccd""",
    "travel_document": """Travel document for refugees or stateless persons; travel document;
        refugee travel document; convention travel document;
        titre de voyage; giấy tờ đi lại; other; autre; khác""",
}

LISTED = {
    "yes": """Yes; y; true; 1; x; ok; agreed; agrees; consents; oui; o; vrai; accepte; d'accord;
        có; đồng ý""",
    "no": "No; n; false; 0; declined; refuses; non; faux; refuse; không; không đồng ý",
}

WORDS: Mapping[Column, Mapping[str, str]] = {
    Column.FUNCTION: FUNCTIONS,
    Column.RANK: RANKS,
    Column.KIND: KINDS,
    Column.SEX: SEXES,
    Column.DOCUMENT_TYPE: DOCUMENTS,
    Column.LISTED: LISTED,
}


@cache
def _known(column: Column) -> Mapping[str, str]:
    written = {
        fold(word): meaning for meaning, words in WORDS[column].items() for word in words.split(";")
    }
    return written | {fold(meaning.replace("_", " ")): meaning for meaning in WORDS[column]}


def meaning(column: Column, text: str) -> str | None:
    """What *text* means in a column of fixed words; None if it is not one of them."""
    return _known(column).get(fold(text))


@cache
def choices(column: Column) -> tuple[str, ...]:
    """The English words that a column takes, as the template lists them and the desk says them."""
    return tuple(words.split(";")[0].strip() for words in WORDS[column].values())


def close(column: Column, text: str) -> str:
    """The choice that *text* nearly says; empty if none is close."""
    return _guesser(column).close(text)


@cache
def _guesser(column: Column) -> Guesser:
    choice = dict(zip(WORDS[column], choices(column), strict=True))
    return Guesser({word: choice[meaning] for word, meaning in _known(column).items()})
