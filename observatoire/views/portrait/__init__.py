"""The view of Portrait: one card an indicator."""
