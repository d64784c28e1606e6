"""What published numbers, comments and alerts give away about small groups of people."""
