"""Sphinx's settings for the site; ``build`` adds where the widgets' pictures lie."""

import transatlantic

project = "Transatlantic"
copyright = "the authors named in LICENSE; lessons and guides CC BY 4.0, code MIT"
version = transatlantic.__version__
language = "en-GB"
extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.autosummary", "transatlantic.site.formulas"]
exclude_patterns = ["LICENSE*"]
templates_path = ["templates"]

html_theme = "furo"
html_title = "Transatlantic"
html_css_files = ["site.css"]
html_copy_source = False
html_show_sourcelink = False
html_math_renderer = "mathml"
html_use_index = False
html_domain_indices = False
# Its script would fetch each page that it found, which a browser refuses to a page opened from a folder.
html_show_search_summary = False
pygments_dark_style = "a11y-high-contrast-dark"

nb_execution_mode = "off"
nb_merge_streams = True
myst_enable_extensions = ["dollarmath"]
myst_heading_anchors = 4

add_module_names = False
autosummary_generate = False
python_use_unqualified_type_names = True
toc_object_entries = False
