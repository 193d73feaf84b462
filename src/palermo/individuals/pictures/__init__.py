"""Pictures: cleaned of what cameras write beside them, then sealed into the attachments folder."""
