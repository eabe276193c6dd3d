"""Coverage of a policy by its examples: what they show of it, what they leave, and which history would show it."""
