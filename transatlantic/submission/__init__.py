"""A notebook as it is handed in: which exercise it belongs to, what is damaged in it, and what its checks will say."""
