"""What the framework says in English to a visitor, said in French where it is sent."""
