"""One period of all units evaluated: measures, rankings, the grade, conditions, statuses, consequences."""
