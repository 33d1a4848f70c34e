"""What other modules may ask of views: nothing yet; they are the pool's own."""
