from ceremony.core.i18n import _, ngettext, said


def test_translated_words_are_said_in_the_readers_language():
    words = {"en": "Press", "vi": "Báo chí"}
    assert [said(words, x) for x in ("vi", "fr", None)] == ["Báo chí", "Press", "Press"]
    assert said({"vi": "Báo chí"}, "fr") == "Báo chí"
    assert said({}) == ""


def test_sentences_are_filled_in():
    assert _("%(name)s has applied.", name="Ada") == "Ada has applied."
    assert [ngettext("%(num)d person", "%(num)d persons", n) for n in (1, 2)] == [
        "1 person",
        "2 persons",
    ]
