"""Names in the scripts of the world, and lines that mix them. All of these people are invented."""

from ceremony.core.typography.families import Han
from tests.core.typography.sheets import Name

NAMES = {
    "Latin": "Þórdís Æsa Łucja Żółć-Șerban",
    "Latin with marks": "Ɓàlámín Ọ̀ṣun M̃bɔ́ŋ",
    "Vietnamese": "Nguyễn Thị Ễ Đặng Ộc Ẫm",
    "Cyrillic": "Їжак Ґалаґан Ђорђе Әхмәт",
    "Greek": "Ἀγαθὴ Παπακωνσταντίνου",
    "Georgian": "ნინო ბერიძე-ჯაფარიძე",
    "Armenian": "Անահիտ Հակոբյան Եվա",
    "Arabic": "ليلى الحارثي عبدالله",
    "Arabic with vowels": "مُحَمَّدٌ الشَّرِيفُ",
    "Persian": "گل‌ناز پژوهش چراغی",
    "Urdu": "ڈاکٹر نصیرہ ٹوانہ",
    "Hebrew": "נועה בן־דוד מזרחי",
    "Hebrew with points": "שָׂרָה כֹּהֵן",
    "Devanagari": "श्रीकृष्ण द्विवेदी क़ुरैशी",
    "Bengali": "কৃষ্ণেন্দু মুখোপাধ্যায়",
    "Tamil": "செல்வி ஸ்ரீனிவாசன் கோவிந்தௌ",
    "Thai": "ณัฐพงศ์ น้ำผึ้ง กตัญญู",
    "Khmer": "សុខា ស្រីពេជ្រ គង្គារៀន",
    "Lao": "ສົມພອນ ນ້ຳຝົນ ຫຼ້າ",
    "Burmese": "ခင်မြင့်ကြည် သန္တာ ဩော",
    "Ethiopic": "ሰላማዊት ገብረማርያም",
    "Chinese": "欧阳诗雨 直角骨",
    "Chinese with a dot": "阿卜杜拉·买买提",
    "Japanese": "山田 直角 骨野",
    "Japanese, rare": "𠮷田 髙橋さくら",
    "Korean": "김민지 박서연 직각",
    "Korean in Chinese characters": "朴瑞姸 直角骨",
    "Gujarati": "કૃષ્ણા પટેલ શ્રીમતી",
    "Gurmukhi": "ਗੁਰਪ੍ਰੀਤ ਸਿੰਘ",
    "Kannada": "ಶ್ರೀನಿವಾಸ್ ಕೃಷ್ಣಮೂರ್ತಿ",
    "Malayalam": "ശ്രീജിത്ത് കൃഷ്ണൻ",
    "Odia": "ସୁଶ୍ରୀ କୃଷ୍ଣା",
    "Sinhala": "ශ්‍රීමතී විජේසිංහ",
    "Telugu": "శ్రీనివాస్ కృష్ణ",
}

MIXED = {
    "Latin in brackets in Arabic": "أحمد (Ahmed Q.) منصور",
    "Arabic in brackets in Latin": "Layla (ليلى) Mansour",
    "Arabic in brackets": "الدكتورة ليلى (منصور) [عمان]",
    "Brackets behind Latin in Arabic": "أحمد ABC (DEF)",
    "Brackets at both ends": "(ليلى) [Layla]",
    "Brackets in brackets": "نائب (رئيس [UN] الوفد)",
    "Hebrew and figures": "נועה (Noa) 12-34",
    "Arabic and figures": "قاعة 12-ب، 25% (٣٤)",
    "Latin, Arabic, Hebrew": "Dr. سلمى כהן, PhD",
    "Thai and Latin": "สมชาย (Som) 2",
    "Khmer and Latin": "សុខា (Sokha) 7",
    "Devanagari and Latin": "कृष्ण (Krishna) & Co.",
    "Ethiopic and figures": "ሰላም (Selam) 2025",
    "Chinese and Latin": "李 Li (李华) 3",
    "Korean and Chinese": "김민지 (金敏智)",
}

FORMS = {
    "Japanese": Han.JP,
    "Japanese, rare": Han.JP,
    "Korean": Han.KR,
    "Korean in Chinese characters": Han.KR,
}
LINES = {script: Name(text, FORMS.get(script, Han.SC)) for script, text in (NAMES | MIXED).items()}
