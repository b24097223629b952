"""Sphinx: how the pages are built. `make docs` builds them, offline, and a warning is an error."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

os.environ["COLUMNS"] = "80"  # the width of the output of commands
sys.path.insert(0, str(Path(__file__).parent / "_ext"))

from api_pages import own_members
from mathml import depart_nothing, visit_displayed, visit_inline

from rosenblatt import __version__

project = "Rosenblatt"
author = "The Rosenblatt developers"
copyright = author
version = release = __version__

extensions = [
    "myst_parser",
    "numpydoc",
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "sphinx_gallery.gen_gallery",
    "api_pages",
    "commands",
    "formulas",
    "lab_page",
    "pictures",
]
exclude_patterns = ["lessons", "_ext", "_templates", "**.ipynb", "learn/**.py"]
templates_path = ["_templates"]
nitpicky = True

# ---- Pages in Markdown -------------------------------------------------------------------------------------

myst_enable_extensions = ["attrs_inline", "colon_fence", "deflist", "dollarmath"]
myst_heading_anchors = 3
pygments_style = "a11y-high-contrast-light"  # with the theme

# ---- The API, from the docstrings --------------------------------------------------------------------------

autosummary_context = {"own_members": own_members}
suppress_warnings = ["config.cache"]  # a function in the context cannot be pickled between builds
autodoc_typehints = "none"  # numpydoc shows the types, with shapes and defaults
autodoc_member_order = "bysource"
toc_object_entries_show_parents = "hide"
numpydoc_show_class_members = False
numpydoc_class_members_toctree = False

# ---- The lessons -------------------------------------------------------------------------------------------

sphinx_gallery_conf = {
    "examples_dirs": "lessons",
    "gallery_dirs": "learn",
    "filename_pattern": r"\.py$",
    "within_subsection_order": "FileNameSortKey",
    "image_scrapers": ("pictures.scrape",),
    "reset_modules": (),
    "capture_repr": ("_repr_html_", "__repr__"),
    "ignore_repr_types": r"rosenblatt\.plots",  # the scraper handles these
    "abort_on_example_error": True,
    "download_all_examples": False,
    "show_signature": False,
    "show_memory": False,
    "min_reported_time": 1e6,
    "write_computation_times": False,
    "inspect_global_variables": True,
    "doc_module": ("rosenblatt",),
    "remove_config_comments": True,
    "plot_gallery": "True",
}

# ---- Appearance --------------------------------------------------------------------------------------------

html_theme = "pydata_sphinx_theme"
html_title = "Rosenblatt"
html_static_path = ["_static"]
html_css_files = ["rosenblatt.css"]
html_favicon = "_static/mark.svg"
html_copy_source = False
html_show_sourcelink = False
html_math_renderer = "mathml"
html_sidebars = {"index": []}
html_theme_options = {
    "logo": {"text": "Rosenblatt", "image_light": "_static/mark.svg", "image_dark": "_static/mark.svg"},
    "navbar_align": "left",
    "navbar_end": ["theme-switcher"],
    "footer_start": ["copyright"],
    "footer_end": [],
    "show_prev_next": True,
    "secondary_sidebar_items": {"**": ["page-toc", "sg_download_links"], "index": []},
    "pygments_light_style": "a11y-high-contrast-light",
    "pygments_dark_style": "a11y-high-contrast-dark",
    "navigation_with_keys": False,
}


def setup(app: Any) -> None:
    """Register the renderer of formulas."""
    app.add_html_math_renderer("mathml", (visit_inline, depart_nothing), (visit_displayed, depart_nothing))
