"""The outside: disk or S3, pixels, PDF, Word, Excel, post; no Flask, no database."""
