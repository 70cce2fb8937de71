"""Sphinx: the user guide is executed while it is built, and an error in it fails the build."""

import splinex

project = "splinex"
author = "The splinex developers"
release = splinex.__version__
extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
html_theme = "furo"
html_title = f"splinex {release}"
exclude_patterns = ["_build"]

myst_heading_anchors = 2

nb_execution_mode = "force"
nb_execution_raise_on_error = True
nb_execution_timeout = 120
nb_merge_streams = True
nb_render_markdown_format = "myst"  # Tables that cells write.

autodoc_typehints = "none"
napoleon_google_docstring = False
napoleon_use_rtype = False
# The same names stand in the modules and in the package; links to them are not worth a warning.
suppress_warnings = ["ref.python", "myst.xref_missing"]
