"""HOW it travels: bundles, merge, trust and receipts. Data in, data out; opens no database."""
