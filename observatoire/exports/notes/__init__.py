"""What a workshop leaves behind: notes, estimates, figures."""
