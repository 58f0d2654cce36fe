/**
 * The one way out: every request that the server makes to an address that somebody typed goes through here.
 * G1. A connection is made only to a public address: the literal, each address a name resolves to, and the peer that answered are checked.
 * G2. Redirects are not followed, no proxy is taken from the environment, and a name is resolved once for the connection that uses it.
 * G3. Time and size of an answer are bounded. G4. `allowLocal` opens local addresses, plain http and any port, for development only.
 */
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { Agent, buildConnector, request } from 'undici';
import { AppError } from './errors.ts';

const TIMEOUT_MS = 15_000;
const CONNECT_TIMEOUT_MS = 5_000;
const ANSWER_BYTES_MAX = 64 * 1024;
/** To one receiver at a time; the deliveries keep below it. */
const CONNECTIONS_MAX = 8;
const ADDRESSES_TRIED_MAX = 4;
/** As a URL writes them: the empty one is 443. */
const PORTS: ReadonlySet<string> = new Set(['', '443', '8443']);

type Outgoing = {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly signal?: AbortSignal;
};
/** `body` is text, cut off at 64 KB. */
type Answer = {
  readonly status: number;
  readonly retryAfter: string | null;
  readonly body: string;
};
export type Egress = {
  /** `egress-refused` for an address that may not be called; any other error means that no answer came. */
  send(outgoing: Outgoing): Promise<Answer>;
  close(): Promise<void>;
};

type Resolve = (hostname: string) => Promise<readonly string[]>;
type EgressOptions = {
  readonly allowLocal: boolean;
  readonly resolve?: Resolve;
  readonly ports?: ReadonlySet<string>;
  readonly timeoutMs?: number;
};

export function createEgress(options: EgressOptions): Egress {
  const { allowLocal, resolve = resolveAll, ports = PORTS, timeoutMs = TIMEOUT_MS } = options;
  const dispatcher = new Agent({
    connect: guardedConnector(allowLocal, resolve),
    connections: CONNECTIONS_MAX,
    pipelining: 1,
    allowH2: false,
  });
  return {
    send: async ({ url, method, headers, body, signal }) => {
      const limit = AbortSignal.timeout(timeoutMs);
      const answer = await request(checkedUrl(url, allowLocal, ports), {
        dispatcher,
        method,
        headers,
        body,
        signal: signal === undefined ? limit : AbortSignal.any([limit, signal]),
        headersTimeout: timeoutMs,
        bodyTimeout: timeoutMs,
      });
      const retryAfter = answer.headers['retry-after'];
      return {
        status: answer.statusCode,
        retryAfter: typeof retryAfter === 'string' ? retryAfter : null,
        body: await start(answer.body),
      };
    },
    close: () => dispatcher.destroy(),
  };
}

/** `egress-refused`. */
function checkedUrl(text: string, allowLocal: boolean, ports: ReadonlySet<string>): URL {
  const url = URL.parse(text);
  if (url === null) throw refused('it is not a web address');
  if (url.username !== '' || url.password !== '')
    throw refused('a name and password in the address are not sent; use a header');
  if (url.protocol !== 'https:' && !(allowLocal && url.protocol === 'http:'))
    throw refused('only https:// is called');
  if (!allowLocal && !ports.has(url.port)) throw refused('only ports 443 and 8443 are called');
  const literal = bare(url.hostname);
  if (!allowLocal && isIP(literal) !== 0 && !isPublic(literal)) throw notPublic(literal);
  return url;
}

/** Whether an address can be reached from anywhere, so that calling it gives nobody a way into this network. */
function isPublic(address: string): boolean {
  try {
    const parsed = ipaddr.process(address);
    if (parsed.range() !== 'unicast') return false;
    return parsed.kind() === 'ipv4'
      ? !parsed.match(ipaddr.parseCIDR('168.63.129.16/32'))
      : parsed.match(ipaddr.parseCIDR('2000::/3'));
  } catch {
    return false;
  }
}

function guardedConnector(allowLocal: boolean, resolve: Resolve): buildConnector.connector {
  const connect = buildConnector({
    timeout: CONNECT_TIMEOUT_MS,
    autoSelectFamily: false,
    allowH2: false,
  });
  const connectTo = (options: buildConnector.Options) =>
    new Promise<Parameters<buildConnector.Callback>[1]>((done, fail) => {
      connect(options, (error, socket) => {
        if (error !== null) {
          fail(error);
          return;
        }
        const peer = socket.remoteAddress ?? '';
        if (!allowLocal && !isPublic(peer)) {
          socket.destroy();
          fail(notPublic(peer));
          return;
        }
        done(socket);
      });
    });

  return (options, callback) => {
    void (async () => {
      let last: unknown = new Error(`${options.hostname} has no address`);
      try {
        const hostname = bare(options.hostname);
        const addresses = isIP(hostname) === 0 ? await resolve(hostname) : [hostname];
        const local = addresses.find((address) => !allowLocal && !isPublic(address));
        if (local !== undefined) throw notPublic(local);
        for (const address of addresses.slice(0, ADDRESSES_TRIED_MAX)) {
          try {
            const servername =
              options.protocol === 'https:' && isIP(hostname) === 0 ? hostname : '';
            const socket = await connectTo({ ...options, hostname: address, servername });
            if (socket !== null) callback(null, socket);
            return;
          } catch (error) {
            last = error;
          }
        }
      } catch (error) {
        last = error;
      }
      callback(last instanceof Error ? last : new Error(String(last)), null);
    })();
  };
}

async function resolveAll(hostname: string): Promise<readonly string[]> {
  return (await lookup(hostname, { all: true })).map(({ address }) => address);
}

/** The beginning of an answer as text; the rest is not waited for. */
async function start(body: AsyncIterable<Buffer> & { destroy(): unknown }): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes >= ANSWER_BYTES_MAX) {
      body.destroy();
      break;
    }
  }
  return Buffer.concat(chunks).subarray(0, ANSWER_BYTES_MAX).toString('utf8');
}

function bare(hostname: string): string {
  return hostname.replace(/^\[(.*)\]$/, '$1');
}

function refused(why: string): AppError {
  return new AppError('egress-refused', `This address is not called: ${why}.`);
}

function notPublic(address: string): AppError {
  return refused(
    `${address || 'its peer'} is inside a network. Use a public address, or set ALLOW_LOCAL_DELIVERIES=true for development`,
  );
}
