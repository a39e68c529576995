// One HTTP/1.1 request over TLS, written by hand: for heads that no client library sends.
import tls from 'node:tls';

export function raw(server, head, body = '') {
  return new Promise((resolve, reject) => {
    const socket = tls.connect({ host: '127.0.0.1', port: server.port, servername: 'localhost', rejectUnauthorized: false, ALPNProtocols: ['http/1.1'] });
    const parts = [];
    socket.setTimeout(10_000, () => socket.destroy(new Error('no answer within 10 s')));
    socket.once('secureConnect', () => socket.write(`${head.join('\r\n')}\r\nConnection: close\r\n\r\n${body}`));
    socket.on('data', (data) => parts.push(data));
    socket.once('error', reject);
    socket.once('close', () => {
      const text = Buffer.concat(parts).toString();
      const [first, ...lines] = text.split('\r\n\r\n', 1)[0].split('\r\n');
      resolve({ status: Number(first?.split(' ')[1]), headers: lines.map((line) => line.toLowerCase()), text });
    });
  });
}
