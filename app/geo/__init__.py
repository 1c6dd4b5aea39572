"""Where things are: typed positions and their worth, areas, distances. Degrees are WGS 84."""
