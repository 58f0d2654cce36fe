-- The first schema. Rows point at each other by small integers (`no`, `seq`); ids that the outside sees are text beside them.
-- Times are milliseconds since 1970 UTC. Amounts are integer minor units within ±(2^53 − 1), so that JavaScript reads them exactly.

PRAGMA application_id = 1380013392;

-- Numbers that grow. `seq` numbers what arrives, `revision` changes of live workflows, partners and credentials.
CREATE TABLE counters (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  seq INTEGER NOT NULL DEFAULT 0,
  revision INTEGER NOT NULL DEFAULT 1,
  events INTEGER NOT NULL DEFAULT 0,
  runs INTEGER NOT NULL DEFAULT 0,
  quarantines INTEGER NOT NULL DEFAULT 0,
  deliveries INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO counters (one) VALUES (1);

-- Partners ---------------------------------------------------------------------------------------------------------

CREATE TABLE partners (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  endpoint_url TEXT,
  endpoint_disabled_at_ms INTEGER,
  created_at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE currencies (
  code TEXT PRIMARY KEY,
  partner TEXT NOT NULL REFERENCES partners (id),
  name TEXT NOT NULL,
  scale INTEGER NOT NULL CHECK (scale BETWEEN 0 AND 4),
  place INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX currencies_by_partner ON currencies (partner);

CREATE TABLE api_keys (
  id TEXT PRIMARY KEY,
  partner TEXT NOT NULL REFERENCES partners (id),
  label TEXT NOT NULL,
  prefix TEXT NOT NULL,
  hash TEXT NOT NULL UNIQUE,
  created_at_ms INTEGER NOT NULL,
  revoked_at_ms INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX api_keys_by_partner ON api_keys (partner);

CREATE TABLE secrets (
  no INTEGER PRIMARY KEY,
  partner TEXT NOT NULL REFERENCES partners (id),
  sealed TEXT NOT NULL,
  created_at_ms INTEGER NOT NULL,
  valid_until_ms INTEGER
) STRICT;
CREATE INDEX secrets_by_partner ON secrets (partner);

-- Workflows --------------------------------------------------------------------------------------------------------

CREATE TABLE workflows (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  document TEXT NOT NULL,
  document_hash TEXT NOT NULL,
  revision INTEGER NOT NULL CHECK (revision >= 1),
  status TEXT NOT NULL CHECK (status IN ('draft', 'live', 'paused')),
  live_version INTEGER,
  updated_at_ms INTEGER NOT NULL,
  runs INTEGER NOT NULL DEFAULT 0,
  declined INTEGER NOT NULL DEFAULT 0,
  last_run_at_ms INTEGER,
  CHECK ((status = 'draft') = (live_version IS NULL))
) STRICT;

CREATE TABLE versions (
  workflow TEXT NOT NULL REFERENCES workflows (id),
  version INTEGER NOT NULL CHECK (version >= 1),
  document TEXT NOT NULL,
  document_hash TEXT NOT NULL,
  rules TEXT NOT NULL,
  digest TEXT NOT NULL,
  published_at_ms INTEGER NOT NULL,
  published_by TEXT NOT NULL,
  PRIMARY KEY (workflow, version)
) STRICT;
CREATE TRIGGER versions_stay_as_published BEFORE UPDATE ON versions
BEGIN SELECT RAISE(ABORT, 'a published version is never changed'); END;
CREATE TRIGGER versions_stay BEFORE DELETE ON versions
BEGIN SELECT RAISE(ABORT, 'a published version is never deleted'); END;

-- Customers --------------------------------------------------------------------------------------------------------

CREATE TABLE customers (
  no INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  shard INTEGER NOT NULL CHECK (shard >= 0),
  first_seen_at_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE identities (
  partner TEXT NOT NULL,
  subject TEXT NOT NULL,
  customer INTEGER NOT NULL REFERENCES customers (no),
  PRIMARY KEY (partner, subject)
) STRICT, WITHOUT ROWID;
CREATE INDEX identities_by_customer ON identities (customer);
CREATE INDEX identities_by_subject ON identities (subject);

CREATE TABLE tags (
  customer INTEGER NOT NULL REFERENCES customers (no),
  tag TEXT NOT NULL,
  PRIMARY KEY (customer, tag)
) STRICT, WITHOUT ROWID;

CREATE TABLE scores (
  customer INTEGER NOT NULL REFERENCES customers (no),
  name TEXT NOT NULL,
  value REAL NOT NULL,
  updated_at_ms INTEGER NOT NULL,
  PRIMARY KEY (customer, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE consents (
  customer INTEGER NOT NULL REFERENCES customers (no),
  purpose TEXT NOT NULL,
  partner TEXT NOT NULL,
  granted_at_ms INTEGER NOT NULL,
  withdrawn_at_ms INTEGER,
  PRIMARY KEY (customer, purpose, partner)
) STRICT, WITHOUT ROWID;

-- The flow ---------------------------------------------------------------------------------------------------------

-- Every event that was ever accepted, in the order of arrival. `event_id` is derived from source and id, so it also keeps repeats out.
CREATE TABLE events (
  seq INTEGER PRIMARY KEY,
  event_id TEXT NOT NULL UNIQUE,
  customer INTEGER NOT NULL REFERENCES customers (no),
  partner TEXT NOT NULL,
  type TEXT NOT NULL,
  occurred_at_ms INTEGER NOT NULL,
  accepted_at_ms INTEGER NOT NULL,
  body_hash BLOB NOT NULL CHECK (length(body_hash) = 32),
  body TEXT NOT NULL
) STRICT;
-- Answers the fact `history` without touching the events themselves.
CREATE INDEX events_by_customer ON events (customer, type, occurred_at_ms);

-- The inbox: events still to be evaluated. A retried event waits again with a new, later `seq`.
CREATE TABLE waiting (
  shard INTEGER NOT NULL CHECK (shard >= 0),
  seq INTEGER NOT NULL,
  event INTEGER NOT NULL UNIQUE REFERENCES events (seq),
  PRIMARY KEY (shard, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE quarantine (
  event INTEGER PRIMARY KEY REFERENCES events (seq),
  reason TEXT NOT NULL,
  at_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE event_types (
  partner TEXT NOT NULL,
  type TEXT NOT NULL,
  last_event INTEGER NOT NULL REFERENCES events (seq),
  PRIMARY KEY (partner, type)
) STRICT, WITHOUT ROWID;

-- Steps of a workflow that ended with `done` in one run. Few sets are shared by many runs.
CREATE TABLE step_sets (
  no INTEGER PRIMARY KEY,
  workflow TEXT NOT NULL,
  -- JSON, in order.
  nodes TEXT NOT NULL,
  UNIQUE (workflow, nodes)
) STRICT;
CREATE TABLE step_set_nodes (
  workflow TEXT NOT NULL,
  node TEXT NOT NULL,
  step_set INTEGER NOT NULL REFERENCES step_sets (no),
  PRIMARY KEY (workflow, node, step_set)
) STRICT, WITHOUT ROWID;
CREATE INDEX step_set_nodes_by_set ON step_set_nodes (step_set);

CREATE TABLE runs (
  no INTEGER PRIMARY KEY,
  -- It begins as the event's id does, and is found by the event. An index of ids in no order would touch a page for every row.
  run_id TEXT NOT NULL,
  workflow TEXT NOT NULL,
  version INTEGER NOT NULL,
  event INTEGER NOT NULL REFERENCES events (seq),
  customer INTEGER NOT NULL REFERENCES customers (no),
  at_ms INTEGER NOT NULL,
  last_node TEXT NOT NULL,
  last_outcome TEXT NOT NULL,
  declined INTEGER NOT NULL CHECK (declined IN (0, 1)),
  step_set INTEGER NOT NULL REFERENCES step_sets (no),
  -- [[the number of a step's shape, what fills its holes …], …]; a step without a shape is there whole.
  trace TEXT NOT NULL,
  UNIQUE (event, workflow),
  FOREIGN KEY (workflow, version) REFERENCES versions (workflow, version)
) STRICT;
CREATE INDEX runs_by_workflow ON runs (workflow);
CREATE INDEX runs_by_customer ON runs (customer);

-- What the traces of one step that ended one way have in common.
CREATE TABLE trace_shapes (
  no INTEGER PRIMARY KEY,
  workflow TEXT NOT NULL,
  version INTEGER NOT NULL,
  node TEXT NOT NULL,
  outcome TEXT NOT NULL,
  shape TEXT NOT NULL
) STRICT;
CREATE INDEX trace_shapes_by_step ON trace_shapes (workflow, version, node, outcome);
CREATE TRIGGER trace_shapes_stay_as_they_are BEFORE UPDATE ON trace_shapes
BEGIN SELECT RAISE(ABORT, 'a shape of traces is never changed'); END;
CREATE TRIGGER trace_shapes_stay BEFORE DELETE ON trace_shapes
BEGIN SELECT RAISE(ABORT, 'a shape of traces is never deleted'); END;

-- For facts that count how often a step was done. The index leads from a customer to how many runs had which steps.
CREATE INDEX runs_by_step_set ON runs (customer, step_set, at_ms);
-- Row by row for one who reads them all, in the order of customers.
CREATE VIEW steps_done AS
SELECT r.customer, s.workflow, s.node, r.at_ms, r.no AS run
FROM runs r INDEXED BY runs_by_step_set CROSS JOIN step_set_nodes s ON s.step_set = r.step_set;

-- The books --------------------------------------------------------------------------------------------------------

CREATE TABLE accounts (
  no INTEGER PRIMARY KEY,
  address TEXT NOT NULL,
  currency TEXT NOT NULL,
  -- The sum of this account's postings, kept in the same transaction as they are.
  balance_minor INTEGER NOT NULL CHECK (balance_minor BETWEEN -9007199254740991 AND 9007199254740991),
  UNIQUE (address, currency)
) STRICT;
CREATE INDEX accounts_by_currency ON accounts (currency);

CREATE TABLE transfers (
  no INTEGER PRIMARY KEY,
  -- Made from run, step and position, so it is found by its run.
  id TEXT NOT NULL,
  -- Its chain is the customer's shard; `place` counts from 1 without gaps.
  chain INTEGER NOT NULL CHECK (chain >= 0),
  place INTEGER NOT NULL CHECK (place >= 1),
  kind TEXT NOT NULL,
  from_account INTEGER NOT NULL REFERENCES accounts (no),
  to_account INTEGER NOT NULL REFERENCES accounts (no),
  amount_minor INTEGER NOT NULL CHECK (amount_minor BETWEEN 0 AND 9007199254740991),
  reference TEXT,
  reverses INTEGER REFERENCES transfers (no),
  available_at_ms INTEGER,
  node TEXT NOT NULL,
  run INTEGER NOT NULL REFERENCES runs (no) DEFERRABLE INITIALLY DEFERRED,
  at_ms INTEGER NOT NULL,
  -- SHA-256 over the hash before it in its chain and everything this transfer says, its postings included.
  hash BLOB NOT NULL CHECK (length(hash) = 32),
  UNIQUE (run, id),
  CHECK (from_account <> to_account)
) STRICT;
CREATE INDEX transfers_by_reference ON transfers (reference) WHERE reference IS NOT NULL;
CREATE INDEX transfers_by_reversed ON transfers (reverses) WHERE reverses IS NOT NULL;

CREATE TABLE postings (
  transfer INTEGER NOT NULL REFERENCES transfers (no),
  account INTEGER NOT NULL REFERENCES accounts (no),
  amount_minor INTEGER NOT NULL CHECK (amount_minor BETWEEN -9007199254740991 AND 9007199254740991),
  available_at_ms INTEGER,
  PRIMARY KEY (transfer, account)
) STRICT, WITHOUT ROWID;
CREATE INDEX postings_by_account ON postings (account);
CREATE INDEX postings_to_come ON postings (account, available_at_ms, amount_minor) WHERE available_at_ms IS NOT NULL;

-- How long each chain is and where it ends, so that a missing end shows.
CREATE TABLE chains (
  chain INTEGER PRIMARY KEY CHECK (chain >= 0),
  length INTEGER NOT NULL CHECK (length >= 0),
  head BLOB NOT NULL CHECK (length(head) = 32)
) STRICT;

CREATE TRIGGER transfers_are_not_edited BEFORE UPDATE ON transfers
BEGIN SELECT RAISE(ABORT, 'transfers are only ever added; correct one by a reversal'); END;
CREATE TRIGGER transfers_are_not_deleted BEFORE DELETE ON transfers
BEGIN SELECT RAISE(ABORT, 'transfers are only ever added; correct one by a reversal'); END;
CREATE TRIGGER postings_are_not_edited BEFORE UPDATE ON postings
BEGIN SELECT RAISE(ABORT, 'postings are only ever added; correct one by a reversal'); END;
CREATE TRIGGER postings_are_not_deleted BEFORE DELETE ON postings
BEGIN SELECT RAISE(ABORT, 'postings are only ever added; correct one by a reversal'); END;

-- What goes out ----------------------------------------------------------------------------------------------------

CREATE TABLE vouchers (
  no INTEGER PRIMARY KEY,
  code TEXT NOT NULL UNIQUE,
  key TEXT NOT NULL UNIQUE,
  offer TEXT NOT NULL,
  redeemer TEXT NOT NULL,
  customer INTEGER NOT NULL REFERENCES customers (no),
  run INTEGER NOT NULL REFERENCES runs (no) DEFERRABLE INITIALLY DEFERRED,
  issued_at_ms INTEGER NOT NULL,
  expires_at_ms INTEGER,
  redeemed_at_ms INTEGER
) STRICT;
CREATE INDEX vouchers_by_customer ON vouchers (customer);
CREATE INDEX vouchers_by_run ON vouchers (run);

CREATE TABLE deliveries (
  no INTEGER PRIMARY KEY,
  -- It begins as the event's id does, and is found by the event's runs.
  id TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('deliver', 'perform')),
  -- The partner for `deliver`, the action's kind for `perform`.
  recipient TEXT NOT NULL,
  type TEXT NOT NULL,
  body TEXT NOT NULL,
  run INTEGER NOT NULL REFERENCES runs (no) DEFERRABLE INITIALLY DEFERRED,
  status TEXT NOT NULL CHECK (status IN ('waiting', 'delivered', 'failed')),
  created_at_ms INTEGER NOT NULL,
  -- When it may be claimed; null while its partner has no endpoint, or when there is nothing left to do.
  due_at_ms INTEGER,
  -- Grows with each claim, so that a late result of an earlier one is known.
  fence INTEGER NOT NULL DEFAULT 0,
  attempts TEXT NOT NULL DEFAULT '[]',
  UNIQUE (run, id),
  CHECK (status = 'waiting' OR due_at_ms IS NULL)
) STRICT;
-- By recipient first, so that a long queue of one is stepped over and not walked through.
CREATE INDEX deliveries_waiting ON deliveries (recipient, due_at_ms) WHERE status = 'waiting';
CREATE INDEX deliveries_by_recipient ON deliveries (recipient);

-- Sessions ---------------------------------------------------------------------------------------------------------

CREATE TABLE sign_in_tokens (
  hash TEXT PRIMARY KEY,
  expires_at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE sessions (
  hash TEXT PRIMARY KEY,
  expires_at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
