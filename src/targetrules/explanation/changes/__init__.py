"""What would have changed a decision: the search for the smallest change."""
