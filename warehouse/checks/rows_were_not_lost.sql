-- severity: blocking
-- Tables with less than two thirds of the rows of the last publication (of at least a hundred).
-- Where the loss is meant, publish(..., accept_loss=True) says so.
FROM ops.rows_since_publication WHERE published >= 100 AND now < published * 2 / 3
