"""Targets whose files another program loads as they are: one module each, named after the target."""
