"""Persons, why they come, and their right to pass: categories, zones, accreditations."""
