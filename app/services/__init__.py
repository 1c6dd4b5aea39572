"""One function for each thing a person does; each is one transaction and says what it changed."""
