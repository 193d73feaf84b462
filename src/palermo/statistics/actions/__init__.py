"""What changes the state of statistics: building an extract, and nothing else."""
