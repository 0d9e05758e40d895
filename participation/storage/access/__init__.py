"""Who may do what, who is signed in, and what of the vault is let out."""
