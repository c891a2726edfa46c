"""The scanner as a program: how a phone installs it, and when it is another one."""

from io import BytesIO
from shutil import copytree

from PIL import Image

from ceremony import ROOT
from ceremony.gates import shell


def test_a_phone_finds_icons_of_the_sizes_that_the_manifest_names(client):
    manifest = client.get("/gate/manifest.webmanifest").json
    drawn = [x for x in manifest["icons"] if x["type"] == "image/png"]
    sizes = {x["sizes"]: Image.open(BytesIO(client.get(x["src"]).data)).size for x in drawn}
    assert sizes == {"192x192": (192, 192), "512x512": (512, 512)}
    assert {x["purpose"] for x in drawn} == {"any", "maskable"}
    assert (manifest["start_url"], manifest["scope"], manifest["display"]) == (
        "/gate",
        "/gate",
        "fullscreen",
    )


def test_other_words_are_another_release(tmp_path, monkeypatch):
    translations = copytree(ROOT / "ceremony" / "translations", tmp_path / "translations")
    monkeypatch.setattr(shell, "_TRANSLATIONS", translations)
    static, templates = ROOT / "static", ROOT / "templates"
    before = shell.version(static, templates)
    catalogue = translations / "vi" / "LC_MESSAGES" / "gate.po"
    catalogue.write_text(catalogue.read_text("utf-8").replace("CHO VÀO", "MỜI VÀO"), "utf-8")
    assert shell.version(static, templates) != before
