"""The columns a workbook may have, and the headings by which people call them."""

from collections.abc import Collection, Mapping
from enum import StrEnum
from functools import cache

from ceremony.core.i18n import lazy as _
from ceremony.register.names import fold


class Column(StrEnum):
    """What a column of a workbook says about a person; in the order of the template."""

    DELEGATION = "delegation"
    KIND = "kind"
    FAMILY_NAME = "family_name"
    GIVEN_NAMES = "given_names"
    BADGE_NAME = "badge_name"
    ORIGINAL_NAME = "original_name"
    HONORIFIC = "honorific"
    FUNCTION = "function"
    RANK = "rank"
    TITLE = "title"
    ORGANISATION = "organisation"
    LISTED = "listed"
    SEX = "sex"
    BORN_ON = "born_on"
    NATIONALITY = "nationality"
    DOCUMENT_TYPE = "document_type"
    DOCUMENT_NUMBER = "document_number"
    DOCUMENT_EXPIRES_ON = "document_expires_on"
    EMAIL = "email"
    PHONE = "phone"
    LANGUAGES = "languages"
    DIETARY_NEEDS = "dietary_needs"
    MEDICAL_NEEDS = "medical_needs"
    ACCESS_NEEDS = "access_needs"
    PHOTOGRAPH = "photograph"


DATES = (Column.BORN_ON, Column.DOCUMENT_EXPIRES_ON)
NEEDS = (Column.DIETARY_NEEDS, Column.MEDICAL_NEEDS, Column.ACCESS_NEEDS)
NAMES = (Column.FAMILY_NAME, Column.GIVEN_NAMES, Column.BADGE_NAME)

LABELS = {
    Column.DELEGATION: _("Delegation"),
    Column.KIND: _("Kind of delegation"),
    Column.FAMILY_NAME: _("Family name"),
    Column.GIVEN_NAMES: _("Given names"),
    Column.BADGE_NAME: _("Name on badge"),
    Column.ORIGINAL_NAME: _("Name in original script"),
    Column.HONORIFIC: _("Honorific"),
    Column.FUNCTION: _("Function"),
    Column.RANK: _("Rank"),
    Column.TITLE: _("Title or position"),
    Column.ORGANISATION: _("Organisation"),
    Column.LISTED: _("Named in the list of participants"),
    Column.SEX: _("Sex"),
    Column.BORN_ON: _("Date of birth"),
    Column.NATIONALITY: _("Nationality"),
    Column.DOCUMENT_TYPE: _("Document type"),
    Column.DOCUMENT_NUMBER: _("Document number"),
    Column.DOCUMENT_EXPIRES_ON: _("Document expiry"),
    Column.EMAIL: _("Email"),
    Column.PHONE: _("Phone"),
    Column.LANGUAGES: _("Languages"),
    Column.DIETARY_NEEDS: _("Dietary needs"),
    Column.MEDICAL_NEEDS: _("Medical needs"),
    Column.ACCESS_NEEDS: _("Access needs"),
    Column.PHOTOGRAPH: _("Photograph"),
}

NEEDED = (Column.DELEGATION, Column.FUNCTION)
NO_COLUMN = {
    Column.DELEGATION: _("No column says the delegation."),
    Column.FUNCTION: _("No column says the function."),
    Column.FAMILY_NAME: _("No column says the name."),
}


def lacking(columns: Collection[str], delegation: str) -> list[Column]:
    """What every person needs and no column says.

    :param columns: what the columns of the sheet mean.
    :param delegation: whose people they are, if somebody said it for all.
    """
    needed = [x for x in NEEDED if x not in columns and not (x is NEEDED[0] and delegation)]
    return needed if any(x in columns for x in NAMES) else [*needed, Column.FAMILY_NAME]


# English | French | Vietnamese, each with the variants met in practice; compared folded.
HEADINGS: Mapping[Column, str] = {
    Column.DELEGATION: """delegation; name of delegation; delegation name; country; state;
        country or organisation; country or organization; country/organization; participant;
        délégation; nom de la délégation; pays; état; pays ou organisation;
        đoàn; tên đoàn; đoàn đại biểu; quốc gia; nước; quốc gia/tổ chức""",
    Column.KIND: """kind of delegation; delegation kind; kind; type of delegation;
        delegation type; category of delegation; participant type;
        type de délégation; catégorie de délégation; nature de la délégation;
        loại đoàn; loại hình đoàn; loại hình""",
    Column.FAMILY_NAME: """family name; surname; last name; family names; surnames;
        family name (as in passport); nom; nom de famille; noms; nom(s) de famille;
        họ; họ (theo hộ chiếu); tên họ""",
    Column.GIVEN_NAMES: """given names; given name; first name; first names; forename; forenames;
        given name(s); first name(s); first and middle names; prénom; prénoms; prénom(s);
        tên; tên đệm và tên; chữ đệm và tên; tên gọi; tên và tên đệm""",
    Column.BADGE_NAME: """name on badge; badge name; name for badge; name to be printed;
        name on the badge; full name; name; complete name; name in full;
        nom sur le badge; nom sur l'insigne; nom à imprimer; nom complet; nom et prénom;
        nom et prénoms; nom et prénom(s); prénom et nom; nom, prénom;
        tên trên thẻ; tên in trên thẻ; họ và tên; họ tên; họ và tên in trên thẻ;
        họ tên đầy đủ""",
    Column.ORIGINAL_NAME: """name in original script; original name; original script;
        name in native script; native name; name in own script; name in original language;
        nom dans l'écriture d'origine; nom original; nom en écriture originale;
        tên bằng chữ gốc; tên gốc; tên nguyên ngữ; họ tên bằng tiếng bản ngữ""",
    Column.HONORIFIC: """honorific; salutation; form of address; mr/ms; mr./ms.; mr./mrs.;
        prefix; civilité; formule d'appel; m./mme; danh xưng; kính xưng; xưng hô; ông/bà""",
    Column.FUNCTION: """function; function in delegation; function in the delegation; role;
        role in delegation; capacity; delegate type; fonction; fonction dans la délégation;
        qualité; rôle; rôle dans la délégation; vai trò; vai trò trong đoàn;
        nhiệm vụ trong đoàn; tư cách tham dự; tư cách; chức danh; chức danh trong đoàn;
        tư cách trong đoàn""",
    Column.RANK: """rank; precedence; level; rang; rang protocolaire; niveau; cấp; cấp bậc;
        hàm; hàm cấp""",
    Column.TITLE: """title or position; title; position; title/position; job title; post;
        official title; titre; poste; titre ou poste; titre/poste; titre officiel; emploi;
        fonction officielle; chức vụ; chức vụ công tác; chức danh, chức vụ; chức vụ/chức danh""",
    Column.ORGANISATION: """organisation; organization; institution; ministry; employer; agency;
        ministry or agency; organisme; ministère; institution ou organisme; employeur;
        cơ quan; đơn vị; cơ quan/tổ chức; cơ quan công tác; đơn vị công tác; tổ chức""",
    Column.LISTED: """listed; to be listed; may be listed; agrees to be listed; agrees to be named;
        named in the list of participants; name in the list of participants;
        publish name; consent; inscrit sur la liste; accepte de figurer sur la liste;
        figure sur la liste; consentement; có tên trong danh sách; đồng ý nêu tên;
        đồng ý công bố tên""",
    Column.SEX: "sex; gender; sex (m/f); sexe; genre; sexe (m/f); giới tính; giới; nam/nữ",
    Column.BORN_ON: """date of birth; birth date; birthdate; dob; born; born on; date of birth
        (dd/mm/yyyy); birthday; date de naissance; né(e) le; né le; naissance;
        ngày sinh; ngày tháng năm sinh; sinh ngày; ngày, tháng, năm sinh""",
    Column.NATIONALITY: """nationality; citizenship; nationality on passport; nationalité;
        citoyenneté; quốc tịch""",
    Column.DOCUMENT_TYPE: """document type; type of document; travel document; passport type;
        type of passport; type of travel document; travel document type; id type;
        type de document; type de passeport; document de voyage; type de document de voyage;
        loại giấy tờ; loại hộ chiếu; loại giấy tờ đi lại""",
    Column.DOCUMENT_NUMBER: """document number; passport number; passport no; passport no.;
        passport; document no; number of document; no. of passport; travel document number;
        passport/id number; id number; numéro de document; numéro de passeport;
        n° de passeport; no de passeport; n° passeport; numéro du passeport;
        numéro du document; n° de document; passeport; số hộ chiếu; hộ chiếu số;
        số giấy tờ; hộ chiếu; số hc; số giấy tờ đi lại""",
    Column.DOCUMENT_EXPIRES_ON: """document expiry; expiry; expiry date; date of expiry;
        passport expiry; passport expiry date; passport expiry date; expires; expires on;
        valid until; valid to; expiration date; expiration; document expiry date;
        passport valid until; passport expires; date d'expiration; expiration du passeport;
        valable jusqu'au; expire le; date d'expiration du passeport; fin de validité;
        ngày hết hạn; hết hạn; có giá trị đến; ngày hết hạn hộ chiếu; hạn hộ chiếu;
        thời hạn hộ chiếu; giá trị đến""",
    Column.EMAIL: """email; e-mail; email address; e-mail address; mail; courriel;
        adresse électronique; adresse e-mail; adresse courriel; thư điện tử; địa chỉ email;
        hộp thư""",
    Column.PHONE: """phone; telephone; phone number; telephone number; mobile; mobile phone;
        mobile number; cell; cell phone; tel; tel.; contact number; téléphone; portable;
        numéro de téléphone; tél; tél.; téléphone portable; mobile/whatsapp;
        điện thoại; số điện thoại; điện thoại di động; đt; sđt; di động""",
    Column.LANGUAGES: """languages; language; languages spoken; working languages; langues;
        langue; langues parlées; langues de travail; ngôn ngữ; ngoại ngữ; ngôn ngữ sử dụng""",
    Column.DIETARY_NEEDS: """dietary needs; dietary requirements; dietary restrictions; diet;
        special diet; food; meals; food allergies; allergies; besoins alimentaires;
        régime alimentaire; restrictions alimentaires; allergies alimentaires;
        chế độ ăn; chế độ ăn uống; yêu cầu ăn uống; nhu cầu ăn uống; dị ứng thức ăn""",
    Column.MEDICAL_NEEDS: """medical needs; medical requirements; medical conditions; health needs;
        besoins médicaux; informations médicales; nhu cầu y tế; yêu cầu y tế;
        tình trạng sức khỏe""",
    Column.ACCESS_NEEDS: """access needs; accessibility; accessibility needs;
        accessibility requirements; special needs; disability; reduced mobility;
        besoins d'accès; besoins d'accessibilité; accessibilité; besoins particuliers;
        mobilité réduite; nhu cầu tiếp cận; nhu cầu hỗ trợ tiếp cận; hỗ trợ tiếp cận;
        nhu cầu đặc biệt""",
    Column.PHOTOGRAPH: """photograph; photo; picture; photo file; photograph file; portrait;
        photo file name; photograph file name; photographie; fichier photo; photo d'identité;
        ảnh; tên tệp ảnh; ảnh chân dung; hình; ảnh thẻ""",
}


@cache
def known_headings() -> Mapping[str, Column]:
    """Folded heading to column."""
    known = {
        fold(heading): column
        for column, headings in HEADINGS.items()
        for heading in headings.split(";")
    }
    return known | {fold(str(column).replace("_", " ")): column for column in Column}
