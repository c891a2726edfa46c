"""`make bench`: our figures beside their ceilings, measured in the same run."""
