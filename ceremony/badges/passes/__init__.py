"""What changes hands: floaters, pool cards and vehicles, their stock and loans, and pins."""
