"""Handing things on: scanning labels and seals, signing, and the story of one item."""
