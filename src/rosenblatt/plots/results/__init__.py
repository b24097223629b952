"""Figures of results: confusion, residuals, learning curves, spreads, series, seeds, comparisons."""
