"""The Harris matrix as a picture that can be walked through, and added to."""
