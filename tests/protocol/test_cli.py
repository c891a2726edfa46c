import pypdfium2
import pytest
from docx import Document

from tests import make
from tests.protocol import place


@pytest.fixture
def three():
    make.ceremony()
    for code in ("FRA", "PER", "QAT"):
        place.head(code)


@pytest.mark.parametrize("suffix", ["docx", "pdf"])
def test_the_list_of_participants_is_written(run, three, tmp_path, suffix):
    file = tmp_path / f"list.{suffix}"
    result = run("protocol", "list", "--out", str(file))

    assert (result.exit_code, result.output) == (0, f"3 persons named in {file}.\n")
    if suffix == "docx":
        assert "Peru" in [x.text for x in Document(str(file)).paragraphs]
    else:
        assert file.read_bytes().startswith(b"%PDF")
    assert [x.name for x in tmp_path.iterdir()] == [file.name]


def test_nameplates_are_written_for_seats_of_delegations(run, three, tmp_path):
    file = tmp_path / "plates.pdf"
    asked = ("protocol", "nameplates", "--out", str(file), "--seats", "2")
    result = run(*asked, "--delegation", "qat", "--delegation", "FRA")

    assert (result.exit_code, result.output) == (0, f"4 nameplates in {file}.\n")
    with pypdfium2.PdfDocument(file) as document:
        assert len(document) == 4


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("list", "--out", "list.txt"), "The file ends with .docx or .pdf."),
        (
            ("nameplates", "--out", "p.pdf", "--delegation", "ZZZ"),
            "No delegation has the code ZZZ.",
        ),
        (("nameplates", "--out", "p.pdf", "--seats", "0"), "0 is not in the range 1<=x<=20."),
        (("list", "--out", "no/such/folder/list.pdf"), "cannot be written: No such file"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(run, three, arguments, said):
    result = run("protocol", *arguments)

    assert result.exit_code != 0
    assert said in result.output
    assert "Traceback" not in result.output


@pytest.mark.parametrize("command", ["list", "nameplates"])
def test_without_delegations_nothing_is_written(run, tmp_path, command):
    make.ceremony()
    file = tmp_path / "paper.pdf"
    result = run("protocol", command, "--out", str(file))

    assert (result.exit_code, list(tmp_path.iterdir())) == (1, [])
