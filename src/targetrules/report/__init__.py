"""How outcomes, faults and checks look: texts and tables for people, JSON, CSV and SARIF for programs."""
