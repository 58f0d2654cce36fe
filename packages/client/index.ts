/** What a partner's developer installs: sign and send events, verify the deliveries that come back. No dependencies. */
export { signWebhook, verifyWebhook, webhookKey, TOLERANCE_S } from './webhook.ts';
export type { WebhookHeaders, WebhookKey, Verified } from './webhook.ts';
export { sendEvents, SendError } from './send.ts';
export type { OutgoingEvent, SendOptions, Receipt } from './send.ts';
