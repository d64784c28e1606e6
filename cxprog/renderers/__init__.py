"""Targets whose files people look at: one module each, named after the target."""
