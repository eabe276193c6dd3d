"""Why something was decided: findings on conditions, grading, measures and the past."""
