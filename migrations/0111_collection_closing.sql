-- Whoever ends a collection closes it first: from then on nothing is entered, shown or struck, and the screen is told so.
ALTER TABLE collection ADD COLUMN closing_at INTEGER;
