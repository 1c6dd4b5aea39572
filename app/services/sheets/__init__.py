"""What printed forms show, gathered from the records and their history; `app.reports` sets it."""
