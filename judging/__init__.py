"""From closed entries to a proposed order of prizes."""
