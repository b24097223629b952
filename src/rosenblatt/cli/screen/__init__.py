"""What the commands print: tables, numbers, progress, results."""
