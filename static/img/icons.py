"""Draw the scanner's icons for installing, from gate.svg: ``python static/img/icons.py``.

All of the sign lies in the middle circle that no device cuts off, so one drawing serves as
plain and as maskable icon.
"""

from pathlib import Path

from playwright.sync_api import sync_playwright

HERE = Path(__file__).parent
SIZES = (192, 512)
CHROMIUM = "/usr/bin/chromium"


def main() -> None:
    drawing = (HERE / "gate.svg").read_text("utf-8")
    page_of = "<style>body {{ margin: 0 }} svg {{ display: block; width: {0}px }}</style>{1}"
    with sync_playwright() as running:
        browser = running.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for size in SIZES:
            page = browser.new_page(viewport={"width": size, "height": size})
            page.set_content(page_of.format(size, drawing))
            page.screenshot(path=HERE / f"gate-{size}.png")
        browser.close()


if __name__ == "__main__":
    main()
