"""WHERE things are: coordinates, reference systems, areas and fixes. Knows numbers, not records."""
