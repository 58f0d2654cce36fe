/**
 * The tables as drizzle sees them, for queries that are put together at run time. The migrations are what makes them; a test
 * compares the two.
 */
import { blob, integer, real, sqliteTable, text } from 'drizzle-orm/sqlite-core';

export const partners = sqliteTable('partners', {
  id: text().primaryKey(),
  name: text().notNull(),
  endpointUrl: text('endpoint_url'),
  endpointDisabledAtMs: integer('endpoint_disabled_at_ms'),
  createdAtMs: integer('created_at_ms').notNull(),
});

export const currencies = sqliteTable('currencies', {
  code: text().primaryKey(),
  partner: text().notNull(),
  name: text().notNull(),
  scale: integer().notNull(),
  place: integer().notNull(),
});

export const apiKeys = sqliteTable('api_keys', {
  id: text().primaryKey(),
  partner: text().notNull(),
  label: text().notNull(),
  prefix: text().notNull(),
  hash: text().notNull(),
  createdAtMs: integer('created_at_ms').notNull(),
  revokedAtMs: integer('revoked_at_ms'),
});

export const secrets = sqliteTable('secrets', {
  no: integer().primaryKey(),
  partner: text().notNull(),
  sealed: text().notNull(),
  createdAtMs: integer('created_at_ms').notNull(),
  validUntilMs: integer('valid_until_ms'),
});

export const workflows = sqliteTable('workflows', {
  id: text().primaryKey(),
  name: text().notNull(),
  document: text().notNull(),
  documentHash: text('document_hash').notNull(),
  revision: integer().notNull(),
  status: text({ enum: ['draft', 'live', 'paused'] }).notNull(),
  liveVersion: integer('live_version'),
  updatedAtMs: integer('updated_at_ms').notNull(),
  runs: integer().notNull().default(0),
  declined: integer().notNull().default(0),
  lastRunAtMs: integer('last_run_at_ms'),
});

export const versions = sqliteTable('versions', {
  workflow: text().notNull(),
  version: integer().notNull(),
  document: text().notNull(),
  documentHash: text('document_hash').notNull(),
  rules: text().notNull(),
  digest: text().notNull(),
  publishedAtMs: integer('published_at_ms').notNull(),
  publishedBy: text('published_by').notNull(),
});

export const customers = sqliteTable('customers', {
  no: integer().primaryKey(),
  id: text().notNull(),
  shard: integer().notNull(),
  firstSeenAtMs: integer('first_seen_at_ms').notNull(),
});

export const identities = sqliteTable('identities', {
  partner: text().notNull(),
  subject: text().notNull(),
  customer: integer().notNull(),
});

export const tags = sqliteTable('tags', {
  customer: integer().notNull(),
  tag: text().notNull(),
});

export const scores = sqliteTable('scores', {
  customer: integer().notNull(),
  name: text().notNull(),
  value: real().notNull(),
  updatedAtMs: integer('updated_at_ms').notNull(),
});

export const consents = sqliteTable('consents', {
  customer: integer().notNull(),
  purpose: text().notNull(),
  partner: text().notNull(),
  grantedAtMs: integer('granted_at_ms').notNull(),
  withdrawnAtMs: integer('withdrawn_at_ms'),
});

export const events = sqliteTable('events', {
  seq: integer().primaryKey(),
  eventId: text('event_id').notNull(),
  customer: integer().notNull(),
  partner: text().notNull(),
  type: text().notNull(),
  occurredAtMs: integer('occurred_at_ms').notNull(),
  acceptedAtMs: integer('accepted_at_ms').notNull(),
  bodyHash: blob('body_hash', { mode: 'buffer' }).notNull(),
  body: text().notNull(),
});

export const quarantine = sqliteTable('quarantine', {
  event: integer().primaryKey(),
  reason: text().notNull(),
  atMs: integer('at_ms').notNull(),
});

export const eventTypes = sqliteTable('event_types', {
  partner: text().notNull(),
  type: text().notNull(),
  lastEvent: integer('last_event').notNull(),
});

export const runs = sqliteTable('runs', {
  no: integer().primaryKey(),
  runId: text('run_id').notNull(),
  workflow: text().notNull(),
  version: integer().notNull(),
  event: integer().notNull(),
  customer: integer().notNull(),
  atMs: integer('at_ms').notNull(),
  lastNode: text('last_node').notNull(),
  lastOutcome: text('last_outcome').notNull(),
  declined: integer({ mode: 'boolean' }).notNull(),
  stepSet: integer('step_set').notNull(),
  trace: text().notNull(),
});

export const accounts = sqliteTable('accounts', {
  no: integer().primaryKey(),
  address: text().notNull(),
  currency: text().notNull(),
  balanceMinor: integer('balance_minor').notNull(),
});

export const transfers = sqliteTable('transfers', {
  no: integer().primaryKey(),
  id: text().notNull(),
  chain: integer().notNull(),
  place: integer().notNull(),
  kind: text().notNull(),
  fromAccount: integer('from_account').notNull(),
  toAccount: integer('to_account').notNull(),
  amountMinor: integer('amount_minor').notNull(),
  reference: text(),
  reverses: integer(),
  availableAtMs: integer('available_at_ms'),
  node: text().notNull(),
  run: integer().notNull(),
  atMs: integer('at_ms').notNull(),
  hash: blob({ mode: 'buffer' }).notNull(),
});

export const postings = sqliteTable('postings', {
  transfer: integer().notNull(),
  account: integer().notNull(),
  amountMinor: integer('amount_minor').notNull(),
  availableAtMs: integer('available_at_ms'),
});

export const vouchers = sqliteTable('vouchers', {
  no: integer().primaryKey(),
  code: text().notNull(),
  key: text().notNull(),
  offer: text().notNull(),
  redeemer: text().notNull(),
  customer: integer().notNull(),
  run: integer().notNull(),
  issuedAtMs: integer('issued_at_ms').notNull(),
  expiresAtMs: integer('expires_at_ms'),
  redeemedAtMs: integer('redeemed_at_ms'),
});

export const deliveries = sqliteTable('deliveries', {
  no: integer().primaryKey(),
  id: text().notNull(),
  kind: text({ enum: ['deliver', 'perform'] }).notNull(),
  recipient: text().notNull(),
  type: text().notNull(),
  body: text().notNull(),
  run: integer().notNull(),
  status: text({ enum: ['waiting', 'delivered', 'failed'] }).notNull(),
  createdAtMs: integer('created_at_ms').notNull(),
  dueAtMs: integer('due_at_ms'),
  fence: integer().notNull(),
  attempts: text().notNull(),
});

export const signInTokens = sqliteTable('sign_in_tokens', {
  hash: text().primaryKey(),
  expiresAtMs: integer('expires_at_ms').notNull(),
});

export const sessions = sqliteTable('sessions', {
  hash: text().primaryKey(),
  expiresAtMs: integer('expires_at_ms').notNull(),
});
