"""Pages of signing in. Each works without a script where a form can be posted; only passkeys need one."""
