"""A table to encoded columns: the backend that reads columns of Arrow."""
