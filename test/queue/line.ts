/** A line to a server that the test can lead elsewhere or cut, as a failover or a broken network does. */
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

export type Line = {
  readonly url: string;
  /** New connections go there; those that are open stay where they are. */
  lead(port: number): void;
  /** What is open goes silent: nothing passes any more and nobody is told. */
  mute(): void;
  close(): Promise<void>;
};

export async function openLine(port: number): Promise<Line> {
  let target = port;
  const open = new Set<readonly [Socket, Socket]>();
  const server = createServer((client) => {
    const there = connect(target, '127.0.0.1');
    const pair = [client, there] as const;
    open.add(pair);
    client.pipe(there).pipe(client);
    for (const socket of pair)
      socket
        .on('error', () => {})
        .on('close', () => {
          open.delete(pair);
          for (const each of pair) each.destroy();
        });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `redis://127.0.0.1:${(server.address() as AddressInfo).port}`,
    lead: (to) => void (target = to),
    mute() {
      for (const [client, there] of open) {
        client.unpipe(there);
        there.unpipe(client);
      }
    },
    async close() {
      for (const pair of open) for (const socket of pair) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
