"""What puts the demonstration into an instance."""
