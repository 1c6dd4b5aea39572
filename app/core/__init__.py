"""What every layer stands on: errors, time, identifiers, files, jobs and words.

Only the standard library is used here.
"""
