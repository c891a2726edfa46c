from ceremony.core.permissions import Role


def test_the_register_shows_formal_names_only(signed_in):
    client = signed_in(Role.BADGE_OFFICER)
    everybody = client.get("/desk/register").text
    found = client.get("/desk/register?words=vietnam").text

    assert "198 of 198" in everybody
    assert "1 of 198" in found
    assert "Viet Nam" in found
    assert '<th scope="row">Vietnam' not in everybody


def test_a_search_that_fits_nobody_says_so(signed_in):
    client = signed_in(Role.REGISTRAR)
    assert "Nobody fits" in client.get("/desk/register?words=atlantis&kind=x&group=y").text


def test_the_register_is_for_officers(signed_in, client):
    assert signed_in().get("/desk/register").status_code == 404
    assert client.get("/desk/register").status_code == 303
