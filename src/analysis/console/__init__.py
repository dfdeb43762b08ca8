"""What each command prints; the work is done by the layers below."""
