"""The doors: one module for each thing that is not ours."""
