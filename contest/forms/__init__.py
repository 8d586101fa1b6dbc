"""The input: shape and type of what a browser sends; no policy."""
