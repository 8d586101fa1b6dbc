"""The rulebook of judging: assignment, scores, ranks, prizes; pure."""
