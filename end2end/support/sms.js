// A gateway for text messages on this machine: takes what the server posts, as a provider would, and can
// be made to refuse or to be silent.
import { createHmac } from 'node:crypto';
import http from 'node:http';
import { until } from './run.js';
import { note } from './secrets.js';

const CODE = /^(\d{6}) /;

export class SmsGateway {
  static async start(signingKey) {
    const gateway = new SmsGateway();
    Object.assign(gateway, { signingKey, messages: [], status: 202, faults: [] });
    gateway.server = http.createServer((request, response) => gateway.#take(request, response));
    await new Promise((resolve) => gateway.server.listen(0, '127.0.0.1', resolve));
    gateway.url = `http://127.0.0.1:${gateway.server.address().port}/send`;
    return gateway;
  }

  #take(request, response) {
    const parts = [];
    request.on('data', (data) => parts.push(data));
    request.on('end', () => {
      const body = Buffer.concat(parts).toString();
      const [, time, signature] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(request.headers['x-latchkey-signature'] ?? '') ?? [];
      const expected = createHmac('sha256', this.signingKey).update(`${time}.${body}`).digest('hex');
      if (signature !== expected) this.faults.push('the signature is wrong');
      if (Math.abs(Date.now() / 1000 - time) > 60) this.faults.push('the signature is old');
      if (this.status === 202) this.messages.push(JSON.parse(body));
      response.writeHead(this.status).end();
    });
  }

  to(number) {
    return this.messages.filter((message) => message.to === number);
  }

  // The code in the next message to this number after so many.
  async code(number, after = 0) {
    const found = await until(`text message ${after + 1}`, () => this.to(number)[after]);
    return note('code', CODE.exec(found.text)[1]);
  }

  stop() {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(resolve));
  }
}
