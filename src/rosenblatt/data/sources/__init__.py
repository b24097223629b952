"""Sources of tables: files, data frames, standard input and built-in tables."""
