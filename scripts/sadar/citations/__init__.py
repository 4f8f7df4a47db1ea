"""Citations: reading the reference list, and saying each citation and entry in the language of its work."""
