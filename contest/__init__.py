"""Running a contest: who enters what, and what is awarded and printed."""
