"""What agencies send becomes rows of the contract, each with its origin, or a problem with its place."""
