"""The verbs: load facts, ask rules, write rows; flush, never commit."""
