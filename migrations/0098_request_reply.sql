-- By which site a request of a protocol came, what whoever filed it calls it, and where its status is told (JSON).
ALTER TABLE request ADD COLUMN reply TEXT;
