"""Which cases are about the same matter: near-duplicates, groups of similar texts, and bursts.

Pure: texts and numbers in, judgements out. Whoever reads and writes rows is in `operations`.
"""
