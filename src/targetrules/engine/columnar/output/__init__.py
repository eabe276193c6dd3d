"""What the columnar engine gives: columns of outcomes, in the order of the table."""
