-- Which of its benefits a question was shown with, and at which moment it was put; null where it has one alone, or none that has a name.
ALTER TABLE exchange ADD COLUMN variant TEXT;
ALTER TABLE exchange ADD COLUMN moment TEXT;
