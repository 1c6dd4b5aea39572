"""The skeleton chart: the bones of a case, marked by key or mouse, and the people they are of."""
