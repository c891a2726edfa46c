"""Badges that are printed together: chosen, claimed, checked, drawn."""
