"""Random results for a policy, biased to where its rules change; from a seed, or from whatever shrinks what it drew."""
