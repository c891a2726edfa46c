"""An empty ceremony: the printed link, a password, signing in."""

import re

from playwright.sync_api import expect


def test_the_printed_link_leads_into_the_desk(server, page):
    [link] = re.findall(rf"{server.url}/welcome/\S+", server.said())
    page.goto(link)
    page.get_by_label("New password").fill("harbour-lantern-47")
    page.get_by_label("The same once more").fill("harbour-lantern-47")
    page.get_by_role("button").last.click()

    page.get_by_label("Email address").fill("administrator@ceremony.example")
    page.get_by_label("Password").fill("harbour-lantern-47")
    page.get_by_role("button", name="Sign in").click()

    expect(page).to_have_url(f"{server.url}/desk")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
