// One kept HTTPS connection, on which requests follow each other, as a browser keeps it; and no more than that: what
// the load takes of the processors is missing where the server is measured. Reconnects when the server has closed it.
import fs from 'node:fs';
import tls from 'node:tls';

const LONGEST = 30_000; // milliseconds until an answer has to be there
const END = '\r\n\r\n';

export class KeptConnection {
  constructor({ port, authority }) {
    Object.assign(this, { port, ca: fs.readFileSync(authority), parts: [], socket: undefined, waiting: undefined });
  }

  // Answers are said to have a length, as all of ours are: { status, headers, body }.
  async request(method, path, headers, body = '') {
    const socket = this.socket ?? (await this.open());
    const lines = Object.entries({ host: `localhost:${this.port}`, ...headers }).map(([name, value]) => `${name}: ${value}\r\n`);
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => socket.destroy(new Error(`${path}: no answer within ${LONGEST / 1000} s`)), LONGEST);
      const ended = (settle) => (value) => {
        clearTimeout(late);
        this.waiting = undefined;
        settle(value);
      };
      this.waiting = { answer: ended(resolve), fail: ended(reject) };
      socket.write(`${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body}`);
    });
  }

  open() {
    this.parts = [];
    return new Promise((resolve, reject) => {
      const socket = tls.connect({ host: '127.0.0.1', port: this.port, servername: 'localhost', ca: this.ca, ALPNProtocols: ['http/1.1'] });
      const late = setTimeout(() => socket.destroy(new Error(`no connection within ${LONGEST / 1000} s`)), LONGEST);
      socket.setNoDelay().on('data', (data) => this.received(data));
      socket.once('secureConnect', () => {
        clearTimeout(late);
        resolve((this.socket = socket));
      });
      socket.once('error', (error) => (this.waiting ? this.waiting.fail(error) : reject(error)));
      socket.once('close', () => {
        clearTimeout(late);
        this.socket = undefined;
        this.waiting?.fail(new Error('the server closed the connection before it answered'));
      });
    });
  }

  received(data) {
    this.parts.push(data);
    const all = this.parts.length > 1 ? Buffer.concat(this.parts) : data;
    this.parts = [all];
    const end = all.indexOf(END);
    if (end < 0) return;
    const [first, ...lines] = all.toString('latin1', 0, end).split('\r\n');
    const headers = Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]));
    const length = Number(headers['content-length']);
    if (Number.isNaN(length)) return this.socket.destroy(new Error(`an answer without a length: ${first}`));
    const whole = end + END.length + length;
    if (all.length < whole) return;
    this.parts = [];
    if (headers.connection === 'close') this.close();
    this.waiting?.answer({ status: Number(first.split(' ')[1]), headers, body: all.toString('utf8', end + END.length, whole) });
  }

  close() {
    this.socket?.removeAllListeners('close').destroy();
    this.socket = undefined;
  }
}
