"""From answers to variables: facts of the case, identity, and what only the story keeps."""
