"""WHAT is seen: the only layer that knows Qt. It shows records and hands over drafts.

It decides nothing.
"""
