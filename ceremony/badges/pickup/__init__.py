"""The pick-up desk: somebody comes for a badge, is looked at, and goes with it."""
