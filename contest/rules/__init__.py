"""The rulebook of a contest: facts in, decisions out; standard library only."""
