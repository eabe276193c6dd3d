"""From file to file, as a user runs it: beside a polars script, and how long the program takes to start."""
