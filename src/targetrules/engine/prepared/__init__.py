"""The reference engine with what a policy fixes worked out once: what judges few rows where no engine is asked for."""
