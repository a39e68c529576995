// A visitor without a browser: sends the same forms, keeps its cookies, and sees what comes back byte by
// byte. For what a browser would not do (wrong orders, odd fields, races) and for getting people enrolled fast.
import { request } from '@playwright/test';

export class Client {
  static async open(server, address) {
    const client = new Client();
    client.server = server;
    client.http = await request.newContext({
      baseURL: server.origin,
      ignoreHTTPSErrors: true,
      maxRedirects: 0,
      timeout: 60_000, // a hanging controller is waited for
      extraHTTPHeaders: { origin: server.origin, accept: 'text/html', 'x-forwarded-for': address },
    });
    return client;
  }

  close() {
    return this.http.dispose();
  }

  // Once more on a line that the server closed while it stood idle, as browsers do for a GET.
  async get(path, headers) {
    return page(await this.http.get(path, { headers, maxRedirects: 0, maxRetries: 1 }));
  }

  // `fields` as pairs, so that a name can come twice.
  async post(path, fields = {}, headers = {}) {
    const data = new URLSearchParams(Array.isArray(fields) ? fields : Object.entries(fields)).toString();
    return page(await this.http.post(path, { data, maxRedirects: 0, headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers } }));
  }

  async json(path, value) {
    const answer = await this.http.post(path, { data: value, headers: { accept: 'application/json' }, maxRedirects: 0 });
    return { status: answer.status(), headers: answer.headers(), value: await answer.json().catch(() => null) };
  }

  // Sends a form and looks at the page that it leads to, as a browser does.
  async submit(path, fields) {
    const sent = await this.post(path, fields);
    if (!sent.location) return sent;
    return this.follow(sent.location);
  }

  async follow(location) {
    for (let hops = 0; hops < 5; hops++) {
      const seen = await this.get(location);
      if (!seen.location) return { ...seen, path: location };
      location = seen.location;
    }
    throw new Error(`too many redirects, the last to ${location}`);
  }
}

async function page(answer) {
  const body = await answer.text();
  return {
    status: answer.status(),
    headers: answer.headers(),
    location: answer.headers().location,
    body,
    heading: words(/<h1[^>]*>(.*?)<\/h1>/s.exec(body)?.[1] ?? ''),
    version: /name="version" value="(\d+)"/.exec(body)?.[1],
    text: words(body.replace(/<head>.*<\/head>/s, '').replace(/<script.*?<\/script>/gs, '')),
  };
}

const words = (html) =>
  html
    .replace(/<!--.*?-->/gs, '')
    .replace(/<!>/g, '')
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .replace(/\s+/g, ' ')
    .trim();
