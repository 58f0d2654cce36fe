/** A member company of the alliance, as others may see it. Secrets are never part of it. */
import { z } from 'zod';
import { CurrencyCode, Slug } from './identifier.ts';

export const IssuedCurrency = z.strictObject({
  code: CurrencyCode,
  name: z.string().min(1).max(60),
  scale: z.int().min(0).max(4).default(0),
});
export type IssuedCurrency = z.infer<typeof IssuedCurrency>;

export const PartnerSuggestion = z.strictObject({
  id: Slug,
  name: z.string().min(1).max(80),
  currencies: z.array(IssuedCurrency).max(20).default([]),
});
export type PartnerSuggestion = z.infer<typeof PartnerSuggestion>;
