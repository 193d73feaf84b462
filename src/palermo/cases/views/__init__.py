"""Pages of cases. They ask the selectors and never touch a manager."""
