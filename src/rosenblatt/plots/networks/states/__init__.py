"""What hidden neurons hold over time: as a map of values, on a plane, and as a tree of likeness."""
