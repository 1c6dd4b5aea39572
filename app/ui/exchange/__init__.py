"""Bundles on sticks: writing, reading, receipts, and joining an operation."""
