"""What organisers and guardians do with campaigns: each act is refused to who has no right to it, and audited."""
