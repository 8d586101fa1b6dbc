"""The verbs of judging: load facts, ask rules, write rows; flush, never commit."""
