"""The search index over sealed identities: which tokens a value has, writing them, looking them up."""
