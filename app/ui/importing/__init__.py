"""Bringing in files of other programs, and tying the grid of a site to the world."""
