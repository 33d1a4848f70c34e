"""Nothing of imports is read by other modules: what they bring are the records of customers and devices."""
