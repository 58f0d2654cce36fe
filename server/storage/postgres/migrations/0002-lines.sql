-- Partners stand in lines of their own: an event waits with its turn in its shard, and turns are given so that no partner waits behind
-- the flood of another. How many wait is counted as they come and go, so that nobody has to count rows.
-- Besides: a duty that one process at a time has.

ALTER TABLE waiting
  ADD COLUMN turn bigint CHECK (turn >= 0),
  ADD COLUMN partner text COLLATE "C",
  ADD COLUMN customer bigint REFERENCES customers (no);
-- What waits already keeps its order.
UPDATE waiting w SET turn = w.seq, partner = e.partner, customer = e.customer FROM events e WHERE e.seq = w.event;
ALTER TABLE waiting
  ALTER COLUMN turn SET NOT NULL,
  ALTER COLUMN partner SET NOT NULL,
  ALTER COLUMN customer SET NOT NULL,
  DROP CONSTRAINT waiting_event_key,
  DROP CONSTRAINT waiting_pkey,
  ADD PRIMARY KEY (shard, turn, seq);
-- The newest of a customer: the next one must not overtake it.
CREATE UNIQUE INDEX waiting_by_customer ON waiting (customer, seq);

-- Written by whoever accepts, who holds the counter.
CREATE TABLE lines (
  shard int NOT NULL,
  partner text COLLATE "C" NOT NULL,
  -- The last that was given.
  turn bigint NOT NULL,
  arrived bigint NOT NULL,
  PRIMARY KEY (shard, partner)
);
-- Written by whoever evaluates, who holds the chain of the shard; apart from the lines, so that the two do not wait for each other.
CREATE TABLE served (
  shard int NOT NULL,
  partner text COLLATE "C" NOT NULL,
  done bigint NOT NULL,
  PRIMARY KEY (shard, partner)
);
INSERT INTO lines (shard, partner, turn, arrived)
SELECT shard, partner, max(turn), count(*) FROM waiting GROUP BY shard, partner;

CREATE TABLE duties (
  duty text COLLATE "C" PRIMARY KEY,
  holder text COLLATE "C" NOT NULL,
  until_ms bigint NOT NULL,
  -- Grows with each change of hands.
  fence bigint NOT NULL
);
