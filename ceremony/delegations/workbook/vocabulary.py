"""Words with a fixed meaning (functions, ranks, kinds) in the languages of the workbooks."""

from collections.abc import Mapping
from functools import cache

from ceremony.delegations.workbook.columns import Column
from ceremony.register.names import fold

FUNCTIONS = {
    "head": """head of delegation; head; chief of delegation; leader; head of the delegation;
        chef de délégation; chef de la délégation; cheffe de délégation; chef;
        trưởng đoàn; trưởng đoàn đại biểu""",
    "deputy_head": """deputy or alternate; deputy head; deputy head of delegation; deputy;
        alternate;
        alternate head of delegation; alternate head; chef adjoint; cheffe adjointe;
        chef de délégation adjoint; suppléant; suppléante; chef adjoint de la délégation;
        phó trưởng đoàn; phó đoàn""",
    "delegate": """delegate; member; member of delegation; representative; participant; expert;
        délégué; déléguée; membre; membre de la délégation; représentant; représentante;
        đại biểu; thành viên; thành viên đoàn; đoàn viên""",
    "adviser": """adviser; advisor; counsellor; legal adviser; conseiller; conseillère;
        conseiller juridique; cố vấn; tham tán; cố vấn pháp lý""",
    "interpreter": """interpreter; translator; interprète; traducteur; traductrice;
        phiên dịch; thông dịch viên; phiên dịch viên""",
    "security_officer": """security officer; security; close protection; close protection officer;
        bodyguard; agent de sécurité; sécurité; officier de sécurité; protection rapprochée;
        an ninh; cảnh vệ; cán bộ an ninh; sĩ quan an ninh; bảo vệ""",
    "protocol": """protocol; protocol officer; chief of protocol; protocole;
        agent du protocole; chargé du protocole; chef du protocole; lễ tân; cán bộ lễ tân""",
    "medical": """medical; doctor; physician; medical officer; nurse; médecin; personnel médical;
        infirmier; infirmière; docteur; bác sĩ; y tế; y tá; cán bộ y tế""",
    "media": """official photographer or media; official photographer; official media;
        photographer; cameraman; media; photographe; photographe officiel; caméraman;
        média officiel; photographe ou média officiel; phóng viên đi theo đoàn;
        nhiếp ảnh; nhiếp ảnh chính thức; quay phim; phóng viên tháp tùng""",
    "spouse": """spouse; wife; husband; partner; conjoint; conjointe; époux; épouse;
        phu nhân; phu quân; vợ; chồng""",
    "driver": "driver; chauffeur; conducteur; lái xe; tài xế",
}

RANKS = {
    "head_of_state": """head of state; president; king; queen; monarch; chef d'état; président;
        roi; reine; nguyên thủ quốc gia; chủ tịch nước; tổng thống; quốc vương""",
    "vice_president": """vice president; vice-president; crown prince; vice-president, crown prince;
        vice président; prince héritier; phó chủ tịch nước; phó tổng thống; thái tử""",
    "head_of_government": """head of government; prime minister; chancellor; premier;
        chef de gouvernement; chef du gouvernement; premier ministre; thủ tướng;
        thủ tướng chính phủ; người đứng đầu chính phủ""",
    "deputy_prime_minister": """deputy prime minister; vice prime minister;
        deputy head of government;
        vice-premier ministre; vice premier; phó thủ tướng; phó thủ tướng chính phủ""",
    "foreign_minister": """minister for foreign affairs; minister of foreign affairs;
        foreign minister;
        secretary of state; ministre des affaires étrangères; bộ trưởng ngoại giao;
        bộ trưởng bộ ngoại giao""",
    "minister": "minister; ministre; bộ trưởng; attorney general; prosecutor general",
    "vice_minister": """vice minister; vice-minister; deputy minister; vice-ministre;
        ministre adjoint; thứ trưởng; state secretary; secrétaire d'état""",
    "ambassador": """ambassador; ambassadeur; ambassadrice; permanent representative;
        représentant permanent; đại sứ""",
    "other": "other; none; autre; autres; sans; khác; không",
}

KINDS = {
    "state": "state; member state; government; état; état membre; gouvernement; quốc gia; nhà nước",
    "observer_state": "observer state; état observateur; quốc gia quan sát viên",
    "reio": """regional economic integration organisation; reio; orie;
        regional economic integration organization;
        organisation d'intégration économique régionale; tổ chức hội nhập kinh tế khu vực""",
    "un_entity": """un entity; united nations; un agency; united nations entity; un;
        un organisation;
        entité des nations unies; nations unies; onu; cơ quan liên hợp quốc; liên hợp quốc""",
    "organisation": """international or regional organisation; international organisation;
        international organization; regional organisation; regional organization;
        intergovernmental organisation; intergovernmental organization; igo; io;
        organisation internationale; organisation régionale; organisation intergouvernementale;
        tổ chức quốc tế; tổ chức khu vực; tổ chức liên chính phủ""",
    "ngo": """non-governmental organisation; non-governmental organization; ngo; civil society;
        non governmental organisation; organisation non gouvernementale; ong; société civile;
        tổ chức phi chính phủ""",
    "private_sector": """private sector; company; business; secteur privé; entreprise; société;
        khu vực tư nhân; doanh nghiệp; công ty""",
    "research_institution": """research institution; research institute; academia; university;
        think tank;
        institution de recherche; institut de recherche; université; viện nghiên cứu;
        cơ sở nghiên cứu; trường đại học""",
    "host": "host; host country; hôte; pays hôte; nước chủ nhà; chủ nhà; nước đăng cai",
}

SEXES = {
    "M": "m; male; man; mr; homme; masculin; h; nam; ông",
    "F": "f; female; woman; ms; femme; féminin; nữ; bà",
    "X": "x; other; unspecified; non-binary; autre; khác",
}

DOCUMENTS = {
    "passport": """passport; ordinary passport; national passport; regular passport; p;
        passeport; passeport ordinaire; hộ chiếu; hộ chiếu phổ thông""",
    "diplomatic_passport": """diplomatic passport; diplomatic; pd; d;
        passeport diplomatique; diplomatique; hộ chiếu ngoại giao; ngoại giao""",
    "service_passport": """service passport; official passport; service; official; ps;
        special passport;
        passeport de service; passeport officiel; hộ chiếu công vụ; công vụ""",
    "laissez_passer": """laissez-passer; laissez passer; unlp; united nations laissez-passer;
        un laissez-passer; giấy thông hành; laissez-passer des nations unies""",
    "identity_card": """identity card; id card; id; national id; carte d'identité; carte nationale;
        carte nationale d'identité; căn cước; căn cước công dân; chứng minh nhân dân; cccd""",
    "travel_document": """travel document; refugee travel document; convention travel document;
        titre de voyage; giấy tờ đi lại; other; autre; khác""",
}

WORDS: Mapping[Column, Mapping[str, str]] = {
    Column.FUNCTION: FUNCTIONS,
    Column.RANK: RANKS,
    Column.KIND: KINDS,
    Column.SEX: SEXES,
    Column.DOCUMENT_TYPE: DOCUMENTS,
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
    """The English words that a column takes, as the template lists them."""
    return tuple(words.split(";")[0].strip() for words in WORDS[column].values())
