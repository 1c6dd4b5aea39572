"""The receiver in the window: what it says, what that is worth, where it leads, and hazards."""
