"""What is known from earlier runs: fingerprints of inputs, stages that are done, and who is building."""
