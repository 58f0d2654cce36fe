/** Events of the points shop, each of a customer of its own: one run and one transfer for each. */
import type { OutgoingEvent } from '@recipro/client';

export function purchases(count: number): readonly OutgoingEvent[] {
  return Array.from({ length: count }, (_, i) => ({
    id: `e${i}`,
    type: 'shop.bought',
    subject: `c${i}`,
    data: { order: `o${i}`, points: 5 },
  }));
}
