"""Who may take part: States and others under their formal names, and nationalities."""
