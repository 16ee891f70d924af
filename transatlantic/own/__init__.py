"""An article of one's own: a file becomes a folder with its text and sheets, and the lessons are fitted to it."""
