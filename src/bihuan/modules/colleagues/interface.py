"""What other modules may ask of colleagues: nothing yet; stars are everybody's own."""
