-- A pause after a refused service account is forgotten.
DROP TABLE shared_state;
