"""Commands for the library and for trying things out."""
