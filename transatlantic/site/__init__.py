"""The kit as a static site: executed lessons, guides, glossary and reference, readable from a folder or a server."""
