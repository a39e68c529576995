// A person's own account page, walked in a browser by what they see; and without one.
import { expect } from '@playwright/test';
import { look, settled } from './test.js';

export class Account {
  constructor(page) {
    this.page = page;
  }
  heading(text) {
    return expect(this.page.getByRole('heading', { level: 1 })).toHaveText(text);
  }
  button(name) {
    return this.page.getByRole('button', { name, exact: true });
  }
  async password(person, password = person.password) {
    await this.page.goto('/account');
    await this.heading('My account');
    await settled(this.page);
    await this.page.getByLabel('User name').fill(person.login);
    await this.page.getByLabel('Password', { exact: true }).fill(password);
    await this.button('Continue').click();
  }
  async app(person) {
    await this.page.getByRole('button', { name: /^Authenticator app/ }).click();
    await this.heading('Enter the code from your authenticator app');
    await this.page.getByLabel('6-digit code').fill(await person.app.next());
    await this.button('Continue').click();
  }
  async signIn(person, password) {
    await this.password(person, password);
    await this.heading('Now one of your methods');
    await look(this.page, 'account: prove');
    await this.app(person);
    await this.heading('Kim Larsen');
  }
}

export const signIn = (visitor, name, password) => visitor.submit('/api/account/sign-in', { name, password });

// With the right password, as far as the page of a method.
export async function upTo(visitor, person, method) {
  const page = await signIn(visitor, person.login, person.password);
  expect(page.heading).toBe('Now one of your methods');
  return visitor.submit('/api/account/choose', { version: page.version, method });
}

export async function inside(visitor, person) {
  let page = await upTo(visitor, person, 'totp');
  page = await visitor.submit('/api/account/prove', { version: page.version, code: await person.app.next() });
  expect(page.heading).toBe('Kim Larsen');
  return { visitor, page };
}
