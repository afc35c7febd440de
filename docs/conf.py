"""Sphinx: MyST Markdown with the furo theme."""

import clausewatch

project = "clausewatch"
author = "The clausewatch authors"
project_copyright = author
release = clausewatch.__version__
extensions = ["myst_parser"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
html_theme = "furo"
html_title = "clausewatch"
exclude_patterns = ["_build"]
