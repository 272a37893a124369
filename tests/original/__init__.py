"""A package, since files of other folders have the same names."""
