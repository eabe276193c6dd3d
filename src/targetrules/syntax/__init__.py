"""The policy as it is written: the shape of a policy file, names still text."""
