"""Who is checked by the authority, before anybody lets them in: delegates, press, staff alike."""
