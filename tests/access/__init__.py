"""Who may use which endpoint: one module a slice, each with its ``ENDPOINTS`` (endpoint -> guard)."""
