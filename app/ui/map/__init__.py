"""The map: everything that has a place, over whatever background a team has brought."""
