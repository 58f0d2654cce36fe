/** How a kind of bad input is written down: what is sent, and the answer that it must get. Signed rightly by rydo unless it says otherwise. */
import { ride } from './door.ts';
import type { Door, Headers, Partner } from './door.ts';

export type Sent = {
  readonly body: string | Buffer;
  readonly type?: string | null;
  readonly method?: string;
  readonly headers?: Headers;
  /** Who signs it, or how else it shows who it is; rydo signs when left out. */
  readonly as?: Partner | { readonly headers: Headers };
};
export type BadInput = {
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly pointer?: string;
  send(door: Door): Sent;
};

export const json = JSON.stringify;
export const deep = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;
const withData = (data: string) => json(ride({ data: 'HERE' })).replace('"HERE"', () => data);
export const long = (bytes: number) => json(ride({ data: { text: 'x'.repeat(bytes) } }));
export const keys = (count: number) =>
  `{${Array.from({ length: count }, (_, index) => `"k${index}":1`).join(',')}}`;

export function wrong(
  status: number,
  code: string,
  pointer: string | undefined,
  title: string,
  sent: Sent | ((door: Door) => Sent),
): BadInput {
  return {
    title,
    status,
    code,
    ...(pointer === undefined ? {} : { pointer }),
    send: typeof sent === 'function' ? sent : () => sent,
  };
}
export const invalid = (pointer: string, title: string, change: Record<string, unknown>) =>
  wrong(400, 'event-invalid', pointer, title, { body: json(ride(change)) });
export const data = (code: string, pointer: string, title: string, text: string) =>
  wrong(400, code, pointer, title, { body: withData(text) });
export const raw = (code: string, title: string, body: string | Buffer) =>
  wrong(400, code, undefined, title, { body, as: { headers: {} } });
export const signature = (
  code: string,
  title: string,
  change: (headers: Record<string, string>, door: Door) => Headers,
) =>
  wrong(401, code, undefined, title, (door) => {
    const body = json(ride());
    return { body, as: { headers: change(door.signed(door.rydo, body), door) } };
  });
export const without = (name: string) => {
  const { [name]: _left, ...rest } = ride();
  return json(rest);
};
