"""Pages for those who watch over the others: notices, accounts that were stopped, missions that are frozen."""
