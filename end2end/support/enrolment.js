// The way in from an invitation, walked in a browser: an app first, then another method, whose own pages
// the tests walk themselves.
import { expect } from '@playwright/test';
import { look, settled } from './test.js';
import { Authenticator } from './totp.js';

export class Enrolment {
  constructor(page, person) {
    Object.assign(this, { page, person });
  }

  heading(text) {
    return expect(this.page.getByRole('heading', { level: 1 })).toHaveText(text);
  }
  button(name) {
    return this.page.getByRole('button', { name, exact: true });
  }

  // From the mail to the first page of `method`, the app being set up.
  async upTo(method) {
    const { page, person } = this;
    const { link } = await person.invitation();
    await page.goto(link);
    await settled(page);
    await this.button('Begin').click();
    await page.getByLabel('Password', { exact: true }).fill(person.password);
    await this.button('Sign in').click();
    await this.choose(['Authenticator app', method]);
    await this.app();
  }

  async app() {
    const { page, person } = this;
    await this.heading('Connect your authenticator app');
    person.app = new Authenticator(await page.locator('.secret').textContent());
    await page.getByLabel('2. Type the code it shows').fill(await person.app.next());
    await this.button('Check and continue').click();
  }

  async choose(methods) {
    await this.heading('Choose two ways to prove it is you');
    await settled(this.page);
    for (const box of await this.page.getByRole('checkbox').all()) await box.uncheck();
    for (const method of methods) await this.page.getByLabel(method).check();
    await this.button('Set up these two').click();
  }

  // At a method that does not answer: said kindly, and a private mailbox does instead.
  async anotherOne(method) {
    const { page, person } = this;
    await expect(page.getByRole('alert')).toContainText('That method does not answer right now');
    await look(page, `enrol: ${method}, away`);
    await this.button('Choose other methods').click();
    await this.choose(['Authenticator app', 'Code by private e-mail']);
    await page.getByLabel('Private e-mail address').fill(person.privateMail);
    await this.button('Send me a code').click();
    await page.getByLabel('6-digit code').fill(await person.mailedCode());
    await this.button('Check and continue').click();
    await this.finish();
  }

  // From the recovery codes to the end.
  async finish() {
    const { page, person } = this;
    await this.heading('Keep these on paper');
    person.keepCodes(await page.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem').allInnerTexts());
    await page.getByLabel(/I have put them where/).check();
    await this.button('Finish').click();
    await this.heading('You are set');
  }
}
