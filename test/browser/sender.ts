/** A partner's sender as its own developer would write it: the `cloudevents` SDK makes the request, `standardwebhooks` signs it. */
import { CloudEvent, HTTP } from 'cloudevents';
import { Webhook } from 'standardwebhooks';

export type Sent = { readonly status: number; readonly body: string };

export async function sendSigned(
  door: string,
  secret: string,
  event: { id: string; source: string; type: string; subject: string; time?: string; data: object },
): Promise<Sent> {
  const message = HTTP.structured(new CloudEvent(event));
  const body = String(message.body);
  const messageId = `msg_${event.id}`;
  const now = new Date();
  const answer = await fetch(door, {
    method: 'POST',
    headers: {
      'content-type': String(message.headers['content-type']),
      'webhook-id': messageId,
      'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
      'webhook-signature': new Webhook(secret).sign(messageId, now, body),
    },
    body,
  });
  return { status: answer.status, body: await answer.text() };
}
