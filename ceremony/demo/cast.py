"""Who sends people to the demonstration, and as what they come."""

# States that send a delegation, in the order in which a small demonstration takes them.
STATES = (
    "QAT CHN GRC FRA RUS BRA EGY IDN KAZ NGA ESP CIV GBR MAR POL CHL TUR PHL ZAF CZE"
    " SAU PER PRT SWE GHA AUT DZA AUS ETH SVK MOZ URY BEL TGO LUX AZE PSE CUB IRL SVN"
    " JAM LBY NIC DOM ECU VEN MLI BFA COD DJI GNB AGO BLR UZB"
).split()
HOST = "VNM"
UNION = "EUE"
SAMPLE = "QAT"  # whose list examples/delegation-qatar.xlsx is

# Organisations that exist are named as they are; whoever comes for them is invented.
ORGANISATIONS = (
    ("United Nations Office on Drugs and Crime", "un_entity"),
    ("International Telecommunication Union", "un_entity"),
    ("International Criminal Police Organization", "organisation"),
    ("Association of Southeast Asian Nations", "organisation"),
    ("African Union", "organisation"),
    ("Lantern Foundation for Safer Networks (invented)", "ngo"),
    ("Harbour Light Systems (invented)", "private_sector"),
    ("Red River Institute for Digital Law (invented)", "research_institution"),
)

# Function, rank and title, first of the head, then of those who come along, again and again.
HEADS = (
    ("minister", "Minister of Justice"),
    ("vice_minister", "Vice-Minister of Public Security"),
    ("ambassador", "Ambassador to Viet Nam"),
    ("foreign_minister", "Minister for Foreign Affairs"),
    ("deputy_prime_minister", "Deputy Prime Minister"),
    ("minister", "Minister of the Interior"),
    ("head_of_government", "Prime Minister"),
    ("ambassador", "Permanent Representative in Vienna"),
)
MEMBERS = (
    ("deputy_head", "ambassador", "Ambassador to Viet Nam"),
    ("delegate", "other", "Director of Treaty Affairs"),
    ("adviser", "other", "Legal Adviser"),
    ("interpreter", "other", "Interpreter"),
    ("security_officer", "other", "Close protection"),
    ("delegate", "other", "Head of the Cybercrime Unit"),
    ("protocol", "other", "Protocol Officer"),
    ("delegate", "other", "Counsellor"),
    ("media", "other", "Official photographer"),
    ("driver", "other", "Driver"),
    ("medical", "other", "Physician"),
    ("delegate", "other", "Prosecutor"),
)
# Guests of the host, who sign nothing: family name, given names, title.
GUESTS = (
    ("Okonkwo-Hale", "Marguerite", "Author (invented)"),
    ("Tamberlane", "Osric", "Composer (invented)"),
)
OF_HOST = (
    ("staff", "other", "Organising Committee"),
    ("protocol", "other", "State Protocol Department"),
    ("staff", "other", "Accreditation Centre"),
)
OF_ORGANISATION = (
    ("head", "other", "Director"),
    ("delegate", "other", "Programme Officer"),
    ("adviser", "other", "Legal Officer"),
)
# Services of the host, and what those do who work there.
SERVICES = {
    "Gate team": (
        ("staff", "other", "Gate officer"),
        ("staff", "other", "Gate officer"),
        ("staff", "other", "Gate supervisor"),
    ),
    "Liaison": (("staff", "other", "Liaison officer"),),
    "Print room": (("staff", "other", "Badge printer"),),
    "Venue services": (
        ("staff", "other", "Hall services"),
        ("staff", "other", "Catering"),
        ("staff", "other", "Technical services"),
        ("driver", "other", "Shuttle driver"),
    ),
}
HONORIFICS = {
    "head_of_government": "H.E.",
    "deputy_prime_minister": "H.E.",
    "foreign_minister": "H.E.",
    "minister": "H.E.",
    "vice_minister": "H.E.",
    "ambassador": "H.E.",
}

# Officers, one for each role: role, name, address.
OFFICERS = (
    ("administrator", "Mai Anh Đào", "administrator"),
    ("registrar", "Lê Thu Hạnh", "registrar"),
    ("chief_of_protocol", "Bùi Quang Vinh", "chief"),
    ("protocol_officer", "Phạm Đức Lộc", "protocol"),
    ("vetting_officer", "Trịnh Hải Nam", "vetting"),
    ("liaison_officer", "Hoàng Yến Nhi", "liaison"),
    ("badge_officer", "Ngô Bích Vân", "badges"),
    ("pickup_officer", "Đặng Mỹ Linh", "pickup"),
    ("gate_supervisor", "Đỗ Minh Giang", "gates"),
    ("data_protection_officer", "Vũ Thanh Sơn", "privacy"),
)
# Somebody of a mission, who enters a delegation.
FOCAL_POINT, FOCAL_POINT_ADDRESS = "Kanya Suwan", "focal.point"
FOCAL_POINTS = ("Amara Lindqvist", "Tomás Ferreira", "Noor Haddad", "Ilse Brandt", "Kofi Mensah")
DRAFTED = (
    ("Chaiyasit", "Ratana"),
    ("Wongsakul", "Preeya"),
    ("Thanarat", "Malee"),
    ("Charoensuk", "Suda"),
)
DOMAIN = "ceremony.example.org"
WORDS = (
    "lotus bamboo lantern river harbour banyan copper meadow window ribbon silver garden"
    " paper morning bridge candle orange island"
).split()
