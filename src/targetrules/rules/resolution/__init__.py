"""From the policy as written to the policy as meant: names resolved, values typed, faults collected."""
