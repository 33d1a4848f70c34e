"""What other modules may ask of papers: nothing yet, all of it is for people."""
