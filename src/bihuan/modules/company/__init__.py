"""What the company calls itself, its logo, and where it is reached: on its papers, its portal and its first pages."""
