"""A printed form on the screen, before it is saved or goes to paper."""
