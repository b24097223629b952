"""What all displays share: style, colours, layout, SVG, reading a fitted model."""
