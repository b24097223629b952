"""Traces and explanations written as text, LaTeX and HTML, all from the same blocks."""
