"""Values of a table: texts as they were written become numbers, Booleans, texts and missing values."""
