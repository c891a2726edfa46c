"""The pages and commands with which the ceremony itself is set up; what they edit is below."""
