"""Hazards and clearance in the window: asked first, drawn before it is saved, told everywhere."""
