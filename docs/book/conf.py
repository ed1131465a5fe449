"""Settings of Sphinx for the book; scripts/make_book.py runs it once for readers and once for instructors."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))  # the extension beside this file

project = "Recurrent neural networks in NumPy"
author = "The course authors"
copyright = author
extensions = ["myst_nb", "formulas"]
nb_execution_mode = "off"  # the solutions are executed already, and nbval compares them with a fresh run
myst_enable_extensions = ["dollarmath", "amsmath"]
myst_heading_anchors = 3
html_theme = "furo"
html_static_path = ["static"]
html_css_files = ["book.css"]
html_title = project
html_math_renderer = "mathml"
html_copy_source = False
html_show_sourcelink = False
html_show_sphinx = False
