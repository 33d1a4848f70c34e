"""Reading imports: the file, what its rows mean, what is there already, and how far each import has come."""
