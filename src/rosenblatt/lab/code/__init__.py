"""Python code and a command that train what was trained in the page, for the same parameters bit for bit."""
