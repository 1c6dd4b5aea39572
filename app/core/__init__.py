"""What every layer stands on: errors, time, identifiers, files, jobs and words. Standard library only."""
