"""One module per kind of document; the module's name is the kind."""
