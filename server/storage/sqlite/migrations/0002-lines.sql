-- Partners stand in lines of their own: an event waits with its turn in its shard, and turns are given so that no partner waits behind
-- the flood of another. How many wait is counted as they come and go, so that nobody has to count rows.
-- Besides: a duty that one process at a time has.

CREATE TABLE waiting_by_turn (
  shard INTEGER NOT NULL CHECK (shard >= 0),
  turn INTEGER NOT NULL CHECK (turn >= 0),
  seq INTEGER NOT NULL,
  event INTEGER NOT NULL REFERENCES events (seq),
  partner TEXT NOT NULL,
  customer INTEGER NOT NULL REFERENCES customers (no),
  PRIMARY KEY (shard, turn, seq)
) STRICT, WITHOUT ROWID;
-- What waits already keeps its order.
INSERT INTO waiting_by_turn (shard, turn, seq, event, partner, customer)
SELECT w.shard, w.seq, w.seq, w.event, e.partner, e.customer FROM waiting w JOIN events e ON e.seq = w.event;
DROP TABLE waiting;
ALTER TABLE waiting_by_turn RENAME TO waiting;
-- The newest of a customer: the next one must not overtake it.
CREATE UNIQUE INDEX waiting_by_customer ON waiting (customer, seq);

CREATE TABLE lines (
  shard INTEGER NOT NULL,
  partner TEXT NOT NULL,
  -- The last that was given.
  turn INTEGER NOT NULL,
  arrived INTEGER NOT NULL,
  PRIMARY KEY (shard, partner)
) STRICT, WITHOUT ROWID;
-- How many of a line were evaluated.
CREATE TABLE served (
  shard INTEGER NOT NULL,
  partner TEXT NOT NULL,
  done INTEGER NOT NULL,
  PRIMARY KEY (shard, partner)
) STRICT, WITHOUT ROWID;
INSERT INTO lines (shard, partner, turn, arrived)
SELECT shard, partner, max(turn), count(*) FROM waiting GROUP BY shard, partner;

CREATE TABLE duties (
  duty TEXT PRIMARY KEY,
  holder TEXT NOT NULL,
  until_ms INTEGER NOT NULL,
  -- Grows with each change of hands.
  fence INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
