"""The input of judging pages: shape and type, no policy."""
