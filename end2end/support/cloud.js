// Tenants and customers in the lab: Microsoft Entra ID and Google Workspace, held to their contracts by prism.
import fs from 'node:fs';
import { env } from './lab.js';
import { note } from './secrets.js';

async function control(method, url, body) {
  const answer = await fetch(url, { method, headers: { 'content-type': 'application/json' }, body: body && JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${method} ${url}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

const returns = (server) => ['enrol', 'account'].map((whose) => `${server.origin}/return/${whose}`);

// A tenant of Entra ID with the people of end2end/lab/cloud/entra/tenants.mjs.
export class Tenant {
  static async new(server, more = {}) {
    const made = await control('POST', `${env('ENTRA_CONTROL')}/tenants`, { redirects: returns(server), ...more });
    note('password', made.clientSecret);
    return Object.assign(new Tenant(), made, { ca: fs.readFileSync(env('ENTRA_CA'), 'utf8'), login: env('ENTRA_LOGIN'), graph: env('ENTRA_GRAPH') });
  }

  upn(name) {
    return `${name}@${this.domain}`;
  }

  // As it stands there: password, sessions.
  stands(name) {
    return control('GET', `${env('ENTRA_CONTROL')}/tenants/${this.id}/people/${name}`);
  }
  set(what) {
    return control('PATCH', `${env('ENTRA_CONTROL')}/tenants/${this.id}`, what);
  }
  change(name, what) {
    return control('PATCH', `${env('ENTRA_CONTROL')}/tenants/${this.id}/people/${name}`, what);
  }
  violations() {
    return control('GET', `${env('ENTRA_CONTROL')}/violations`);
  }
}

// A customer of Google Workspace.
export class Customer {
  static async new(domain, more = {}) {
    const { keyFile } = await control('POST', `${env('GOOGLE_CONTROL')}/worlds`, { domain, ...more });
    return Object.assign(new Customer(), { domain, keyFile: JSON.stringify(keyFile), ca: fs.readFileSync(env('GOOGLE_CA'), 'utf8') });
  }

  mail(name) {
    return `${name}@${this.domain}`;
  }
  person(name, more = {}) {
    return control('POST', `${env('GOOGLE_CONTROL')}/worlds/${this.domain}/people`, { primaryEmail: this.mail(name), ...more });
  }
  look() {
    return control('GET', `${env('GOOGLE_CONTROL')}/worlds/${this.domain}`);
  }
  change(what) {
    return control('PATCH', `${env('GOOGLE_CONTROL')}/worlds/${this.domain}`, what);
  }
}
