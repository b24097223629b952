"""Built-in tables: bundled, generated, gates, grammars and time series."""
