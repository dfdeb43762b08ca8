"""Whom to visit: chances by risk and for all, the draw, and the plan that is published with its seed."""
