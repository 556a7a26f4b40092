-- The last decisions a subject was shown, with what they rested on, so that each can be made again and compared.
ALTER TABLE profile ADD COLUMN decisions TEXT NOT NULL DEFAULT '[]';
