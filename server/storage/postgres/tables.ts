/**
 * The tables as drizzle sees them, for queries that are put together at run time. The migrations are what makes them.
 */
import {
  bigint,
  boolean,
  customType,
  doublePrecision,
  integer,
  pgTable,
  text,
} from 'drizzle-orm/pg-core';

const whole = (name?: string) =>
  name === undefined ? bigint({ mode: 'number' }) : bigint(name, { mode: 'number' });
const bytes = customType<{ data: Buffer }>({ dataType: () => 'bytea' });

export const partners = pgTable('partners', {
  id: text().primaryKey(),
  name: text().notNull(),
  endpointUrl: text('endpoint_url'),
  endpointDisabledAtMs: whole('endpoint_disabled_at_ms'),
  createdAtMs: whole('created_at_ms').notNull(),
});

export const currencies = pgTable('currencies', {
  code: text().primaryKey(),
  partner: text().notNull(),
  name: text().notNull(),
  scale: integer().notNull(),
  place: integer().notNull(),
});

export const apiKeys = pgTable('api_keys', {
  id: text().primaryKey(),
  partner: text().notNull(),
  label: text().notNull(),
  prefix: text().notNull(),
  hash: text().notNull(),
  createdAtMs: whole('created_at_ms').notNull(),
  revokedAtMs: whole('revoked_at_ms'),
});

export const secrets = pgTable('secrets', {
  no: whole().generatedByDefaultAsIdentity().primaryKey(),
  partner: text().notNull(),
  sealed: text().notNull(),
  createdAtMs: whole('created_at_ms').notNull(),
  validUntilMs: whole('valid_until_ms'),
});

export const workflows = pgTable('workflows', {
  id: text().primaryKey(),
  name: text().notNull(),
  document: text().notNull(),
  documentHash: text('document_hash').notNull(),
  revision: whole().notNull(),
  status: text({ enum: ['draft', 'live', 'paused'] }).notNull(),
  liveVersion: integer('live_version'),
  updatedAtMs: whole('updated_at_ms').notNull(),
});

export const versions = pgTable('versions', {
  workflow: text().notNull(),
  version: integer().notNull(),
  document: text().notNull(),
  documentHash: text('document_hash').notNull(),
  rules: text().notNull(),
  digest: text().notNull(),
  publishedAtMs: whole('published_at_ms').notNull(),
  publishedBy: text('published_by').notNull(),
});

export const workflowCounts = pgTable('workflow_counts', {
  workflow: text().notNull(),
  shard: integer().notNull(),
  runs: whole().notNull(),
  declined: whole().notNull(),
  lastRunAtMs: whole('last_run_at_ms').notNull(),
});

export const customers = pgTable('customers', {
  no: whole().primaryKey(),
  id: text().notNull(),
  shard: integer().notNull(),
  firstSeenAtMs: whole('first_seen_at_ms').notNull(),
});

export const identities = pgTable('identities', {
  partner: text().notNull(),
  subject: text().notNull(),
  customer: whole().notNull(),
});

export const tags = pgTable('tags', {
  customer: whole().notNull(),
  tag: text().notNull(),
});

export const scores = pgTable('scores', {
  customer: whole().notNull(),
  name: text().notNull(),
  value: doublePrecision().notNull(),
  updatedAtMs: whole('updated_at_ms').notNull(),
});

export const consents = pgTable('consents', {
  customer: whole().notNull(),
  purpose: text().notNull(),
  partner: text().notNull(),
  grantedAtMs: whole('granted_at_ms').notNull(),
  withdrawnAtMs: whole('withdrawn_at_ms'),
});

export const events = pgTable('events', {
  seq: whole().primaryKey(),
  eventId: text('event_id').notNull(),
  customer: whole().notNull(),
  partner: text().notNull(),
  type: text().notNull(),
  subject: text().notNull(),
  occurredAtMs: whole('occurred_at_ms').notNull(),
  acceptedAtMs: whole('accepted_at_ms').notNull(),
  bodyHash: bytes('body_hash').notNull(),
  body: text().notNull(),
});

export const quarantine = pgTable('quarantine', {
  event: whole().primaryKey(),
  reason: text().notNull(),
  atMs: whole('at_ms').notNull(),
});

export const eventTypes = pgTable('event_types', {
  partner: text().notNull(),
  type: text().notNull(),
  lastEvent: whole('last_event').notNull(),
});

export const runs = pgTable('runs', {
  no: whole().primaryKey(),
  runId: text('run_id').notNull(),
  workflow: text().notNull(),
  version: integer().notNull(),
  event: whole().notNull(),
  customer: whole().notNull(),
  atMs: whole('at_ms').notNull(),
  lastNode: text('last_node').notNull(),
  lastOutcome: text('last_outcome').notNull(),
  declined: boolean().notNull(),
  trace: text().notNull(),
});

export const accounts = pgTable('accounts', {
  no: whole().primaryKey(),
  address: text().notNull(),
  currency: text().notNull(),
  balanceMinor: whole('balance_minor').notNull(),
});

export const transfers = pgTable('transfers', {
  no: whole().primaryKey(),
  id: text().notNull(),
  chain: integer().notNull(),
  place: whole().notNull(),
  kind: text().notNull(),
  fromAccount: whole('from_account').notNull(),
  toAccount: whole('to_account').notNull(),
  amountMinor: whole('amount_minor').notNull(),
  reference: text(),
  reverses: whole(),
  availableAtMs: whole('available_at_ms'),
  node: text().notNull(),
  run: whole().notNull(),
  atMs: whole('at_ms').notNull(),
  hash: bytes().notNull(),
});

export const vouchers = pgTable('vouchers', {
  no: whole().primaryKey(),
  code: text().notNull(),
  key: text().notNull(),
  offer: text().notNull(),
  redeemer: text().notNull(),
  customer: whole().notNull(),
  run: whole().notNull(),
  issuedAtMs: whole('issued_at_ms').notNull(),
  expiresAtMs: whole('expires_at_ms'),
  redeemedAtMs: whole('redeemed_at_ms'),
});

export const deliveries = pgTable('deliveries', {
  no: whole().primaryKey(),
  id: text().notNull(),
  kind: text({ enum: ['deliver', 'perform'] }).notNull(),
  recipient: text().notNull(),
  type: text().notNull(),
  body: text().notNull(),
  run: whole().notNull(),
  status: text({ enum: ['waiting', 'delivered', 'failed'] }).notNull(),
  createdAtMs: whole('created_at_ms').notNull(),
  dueAtMs: whole('due_at_ms'),
  fence: whole().notNull(),
  attempts: text().notNull(),
});

export const signInTokens = pgTable('sign_in_tokens', {
  hash: text().primaryKey(),
  expiresAtMs: whole('expires_at_ms').notNull(),
});

export const sessions = pgTable('sessions', {
  hash: text().primaryKey(),
  expiresAtMs: whole('expires_at_ms').notNull(),
});
