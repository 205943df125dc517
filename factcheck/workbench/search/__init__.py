"""Search over documents, claims, stories and sources, on SQLite and on PostgreSQL alike.

words.py cuts texts into words, storage.py is the only file that knows the databases, index.py keeps the index in step,
queries.py finds, results.py shows what was found with its words marked.
"""
