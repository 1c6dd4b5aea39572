"""What a person or a script can type: the commands of `athar`, without Qt.

Each command asks one service and answers in sentences, or in JSON for programs. Nothing is decided
here: a rule that holds in the window holds here because the service asks it.
"""
