// What an administrator changes in the console, by its own server functions and without its pages: for
// servers of a test's own.
import { Client } from './client.js';
import { Authenticator } from './totp.js';

export class Console {
  // `admin` as `setUp` gave it.
  static async signIn(server, admin) {
    const desk = new Console();
    desk.admin = admin;
    desk.client = await Client.open(server, '10.9.9.9');
    desk.app = new Authenticator(admin.seed, admin.used);
    await desk.client.submit('/api/admin/sign-in', { name: admin.name, password: admin.password });
    await desk.client.submit('/api/admin/sign-in-totp', { code: await desk.app.next() });
    return desk;
  }

  async ask(path, data = {}) {
    const { status, value } = await this.client.json(`/api/admin/${path}`, data);
    if (!value || !('Ok' in value)) throw new Error(`${path}: ${status} ${JSON.stringify(value)}`);
    return value.Ok;
  }

  // What makes it easier to get in asks for a fresh code.
  async allow(allowed, required = 2) {
    const form = { allowed, required, mandatory: [], one_is_enough: false };
    await this.ask('save-policy', { form, code: await this.app.next() });
  }

  // `change` alters what stands there. `referees`: ids of people, instead of those before.
  async settings(change, referees) {
    const was = await this.ask('method-settings');
    change(was.settings);
    referees ??= was.referees.map(({ id }) => id);
    await this.ask('save-method-settings', { settings: was.settings, referees, code: await this.app.next() });
  }

  // A server that methods ask, as its form has it: values by the names of the fields.
  async provider(form, values) {
    const cards = await this.ask('providers');
    const was = cards.find((card) => card.form === form).version;
    await this.ask('save-provider', { form: { form, was, values }, code: await this.app.next() });
  }

  close() {
    return this.client.close();
  }
}
