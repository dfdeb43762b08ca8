"""A whole city with a planted truth, in the agencies' own file formats. It never reads what it wrote."""
