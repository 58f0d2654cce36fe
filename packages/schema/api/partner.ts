/** Partners over HTTP. A key or secret is shown once, in the answer that made it. */
import { z } from 'zod';
import { Label } from '../identifier.ts';
import { IssuedCurrency, PartnerSuggestion } from '../partner.ts';

export const PartnerCreate = PartnerSuggestion;
export type PartnerCreate = z.infer<typeof PartnerCreate>;

export const PartnerUpdate = z.strictObject({
  name: z.string().min(1).max(80).optional(),
  currencies: z.array(IssuedCurrency).max(20).optional(),
  /** Where deliveries go; null for nowhere. */
  endpointUrl: z
    .url({ protocol: /^https?$/ })
    .max(500)
    .nullable()
    .optional(),
});
export type PartnerUpdate = z.infer<typeof PartnerUpdate>;

export const KeyCreate = z.strictObject({ label: Label });

export const ApiKeyView = z.object({
  id: z.string(),
  label: z.string(),
  /** The first characters, to tell keys apart. */
  prefix: z.string(),
  createdAtMs: z.int(),
  revokedAtMs: z.int().nullable(),
});
export type ApiKeyView = z.infer<typeof ApiKeyView>;

export const PartnerView = z.object({
  id: z.string(),
  name: z.string(),
  currencies: z.array(IssuedCurrency),
  endpointUrl: z.string().nullable(),
  /** Set when the partner's endpoint answered 410 Gone; saving the endpoint again clears it. */
  endpointDisabledAtMs: z.int().nullable(),
  createdAtMs: z.int(),
  keys: z.array(ApiKeyView),
});
export type PartnerView = z.infer<typeof PartnerView>;

/** The answer to creating a partner, a key or a secret: the only time the secret itself is shown. */
export const PartnerCreated = z.object({
  partner: PartnerView,
  secret: z.string(),
  apiKey: z.string(),
});
export type PartnerCreated = z.infer<typeof PartnerCreated>;
export const KeyCreated = z.object({ key: ApiKeyView, apiKey: z.string() });
export type KeyCreated = z.infer<typeof KeyCreated>;
export const SecretCreated = z.object({ secret: z.string() });
export type SecretCreated = z.infer<typeof SecretCreated>;

export const DeliveryStatus = z.enum(['waiting', 'delivered', 'failed']);
export const DeliveryAttempt = z.object({
  atMs: z.int(),
  /** HTTP status, or null when no answer came. */
  status: z.int().nullable(),
  error: z.string().nullable(),
  durationMs: z.int(),
});
export type DeliveryAttempt = z.infer<typeof DeliveryAttempt>;

export const DeliveryView = z.object({
  id: z.string(),
  partner: z.string(),
  type: z.string(),
  runId: z.string(),
  customerId: z.string(),
  status: DeliveryStatus,
  createdAtMs: z.int(),
  nextAttemptAtMs: z.int().nullable(),
  /** Why it waits with no next attempt: the partner has no endpoint, or it was disabled. Null otherwise. */
  reason: z.string().nullable(),
  attempts: z.array(DeliveryAttempt),
  body: z.string(),
});
export type DeliveryView = z.infer<typeof DeliveryView>;
