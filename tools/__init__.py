"""What keeps the repository: setting up, and the pictures of its README."""
