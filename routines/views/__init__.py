"""Pages of the homework: get the row, shape the input, call one service or query, answer."""
