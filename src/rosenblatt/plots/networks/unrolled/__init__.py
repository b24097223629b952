"""A recurrent network unrolled: its steps side by side, time from left to right."""
