"""What the helper process does, and how the service asks it about texts.

It alone holds dictionaries, the model and the thesaurus, so that the service stays small and its
event loop free.
"""
