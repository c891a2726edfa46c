"""Gates: checkpoints read badges, judge them and remember what they saw."""
