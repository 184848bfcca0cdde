"""How many statements each page takes: by endpoint, and in brackets the face of the page."""
