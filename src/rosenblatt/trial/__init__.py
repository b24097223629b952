"""One training on one split: settings, split, preparation, fit and score; no folder, report or screen."""
