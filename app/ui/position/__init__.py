"""Recording a position that was read elsewhere: typed, understood, doubted, and taken whole."""
