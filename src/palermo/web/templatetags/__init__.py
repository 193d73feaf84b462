"""Tags and filters that every package's templates may load by name."""
