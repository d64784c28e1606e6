"""A program's pages in a browser while it is being written: rebuilt on every save, with the findings beside them."""
