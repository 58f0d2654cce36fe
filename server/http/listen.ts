/** Opens and closes the HTTP server: a port that cannot be had is told in words, and closing takes a bounded time. */
import { once } from 'node:events';
import type { Server } from 'node:http';
import { AppError } from '../errors.ts';

/** The port that was taken; the given one, or a free one for 0. `wrong-setting`. */
export async function listen(server: Server, host: string, port: number): Promise<number> {
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (cause) {
    throw new AppError('wrong-setting', reason(cause, host, port), { cause });
  }
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : port;
}

function reason(error: unknown, host: string, port: number): string {
  const code = error instanceof Error && 'code' in error ? error.code : '';
  if (code === 'EADDRINUSE') {
    return `PORT ${port} is taken on ${host}. Stop what uses it, or set PORT to another (0 takes a free one).`;
  }
  if (code === 'EACCES') {
    return `PORT ${port} is not allowed for this user. Set PORT to one from 1024 on.`;
  }
  return `HOST ${host} cannot be listened on: ${String(error)}`;
}

/** Takes no new connections, lets answers under way finish, and cuts off what is left after the time. */
export async function unlisten(server: Server, graceMs: number): Promise<void> {
  if (!server.listening) return;
  const closed = once(server, 'close');
  server.close();
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearTimeout(timer);
}
