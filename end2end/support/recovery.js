// The way back in, walked in a browser by what a person sees: labels and buttons.
import { expect } from '@playwright/test';
import { newPassword } from './people.js';
import { look } from './test.js';

export class Recovery {
  constructor(page) {
    this.page = page;
  }

  heading(text) {
    return expect(this.page.getByRole('heading', { level: 1 })).toHaveText(text);
  }

  continue() {
    return this.page.getByRole('button', { name: 'Continue', exact: true }).click();
  }

  async begin(name, { unlock = false } = {}) {
    await this.page.goto('/recover');
    if (unlock) await this.page.getByRole('link', { name: 'Unlock my account, keep my password' }).click();
    await this.heading(unlock ? 'Unlock your account' : 'Get back into your account');
    await look(this.page, unlock ? 'recover: unlock' : 'recover: name');
    await this.page.getByLabel('User name').fill(name);
    await this.continue();
    await this.heading('How do you want to prove it is you?');
    await look(this.page, 'recover: prove');
  }

  // By whoever has not been here before, as far as the page of this method.
  async reach(name, method) {
    await this.page.context().clearCookies();
    await this.begin(name);
    await this.method(method);
  }

  async method(name) {
    await this.page.getByRole('button', { name: new RegExp(`^${name}`) }).click();
  }

  async code(label, code) {
    await this.page.getByLabel(label).fill(code);
    await this.continue();
  }

  async app(code) {
    await this.method('Authenticator app');
    await this.heading('Enter the code from your authenticator app');
    await look(this.page, 'recover: app code');
    await this.code('6-digit code', code);
  }

  async mail(person) {
    const before = await person.codeCount();
    await this.method('Code by e-mail');
    await this.heading('Enter the code from the e-mail');
    await look(this.page, 'recover: mailed code');
    await this.code('6-digit code', await person.mailedCode(before));
  }

  async recoveryCode(code) {
    await this.method('Recovery code');
    await this.heading('Enter a recovery code');
    await look(this.page, 'recover: recovery code');
    await this.code('Recovery code', code);
  }

  // Both proofs, the quick way: nothing has to arrive or to be waited for.
  async prove(person, options) {
    await this.begin(person.login, options);
    await this.app(await person.app.next());
    await this.heading('Now your second proof');
    await look(this.page, 'recover: second proof');
    await this.recoveryCode(person.codes.shift());
  }

  async newPassword(password) {
    await this.heading('Choose a new password');
    await look(this.page, 'recover: new password');
    await this.page.getByLabel('New password', { exact: true }).fill(password);
    await this.page.getByRole('button', { name: 'Set new password' }).click();
  }

  // After a first proof that is none of these: the app, and a password that the controller takes instead of
  // the one before.
  async finish(person) {
    await this.heading('Now your second proof');
    await this.app(await person.app.next());
    await this.lastStep(person);
  }

  async lastStep(person) {
    const fresh = newPassword();
    await this.newPassword(fresh);
    await this.heading('Your new password works');
    expect(await person.binds(fresh)).toBe(true);
    expect(await person.binds(person.password)).toBe(false);
    person.password = fresh;
  }

  // A method does not answer, and that is said kindly.
  async isAway(method) {
    await expect(this.page.getByRole('alert')).toContainText('That method does not answer right now');
    await look(this.page, `recover: ${method}, away`);
  }

  // Instead of the method whose page is open.
  async withOthers(person) {
    await this.page.getByRole('button', { name: 'Use another method' }).click();
    await this.app(await person.app.next());
    await this.heading('Now your second proof');
    await this.recoveryCode(person.codes.shift());
    await this.lastStep(person);
  }
}

// Without a browser, as far as the page of a method; `give` sends what is typed there.
export async function atTheMethod(visitor, name, method) {
  const list = await visitor.submit('/recover', { name });
  const page = await visitor.submit('/recover/methods', { version: list.version, method });
  return { list, page, give: (code, version = page.version) => visitor.submit('/recover/verify', { version, code }) };
}

// Each of these names is shown the same. `walk` tells the pages that a visitor comes by with a name.
export async function alike(client, names, walk) {
  const seen = [];
  for (const name of names) {
    const pages = await walk(await client(), name);
    seen.push(pages.map(({ status, text }) => `${status} ${text.replaceAll(name, 'NAME').replace(/\d\d[ :]\d\d/g, '#')}`));
  }
  for (const pages of seen) expect(pages).toEqual(seen[0]);
}
