/** Answers every request without reading it: what the load generator itself can send. */
import { createServer } from 'node:net';

const ANSWER = 'HTTP/1.1 202 Accepted\r\ncontent-length: 2\r\n\r\n{}';
/** The last byte of every body is a closing brace, and no header ends with one. */
const END = '}'.charCodeAt(0);

const server = createServer({ noDelay: true }, (socket) => {
  socket.on('data', (chunk) => {
    if (chunk.at(-1) === END) socket.write(ANSWER);
  });
  socket.on('error', () => socket.destroy());
}).listen(0, '127.0.0.1', () => {
  process.stdout.write(`ready ${JSON.stringify(server.address())}\n`);
});
process.on('SIGTERM', () => process.exit(0));
