// The administrator's way, walked in a browser: from the one-time link to the sent invitations.
import { expect } from '@playwright/test';
import fs from 'node:fs';
import { randomBytes } from 'node:crypto';
import { mails } from './lab.js';
import { until } from './run.js';
import { note } from './secrets.js';
import { look, settled } from './test.js';
import { Authenticator } from './totp.js';

export class Wizard {
  constructor(page) {
    this.page = page;
  }

  heading(text) {
    return expect(this.page.getByRole('heading', { level: 1 })).toHaveText(text);
  }
  button(name) {
    return this.page.getByRole('button', { name, exact: typeof name === 'string' });
  }
  async open(path) {
    await this.page.goto(path);
    await settled(this.page);
  }

  // The administrator's own code, of an app that never shows one twice. Where a code of the last minutes
  // counts, nothing is asked.
  async code(where = this.page) {
    const app = new Authenticator(this.admin.seed, this.admin.used);
    await where.getByLabel('Code from your authenticator app').fill(await app.next());
    this.admin.used = app.used;
  }

  async firstAdministrator(link) {
    const { page } = this;
    await page.goto(link);
    await this.heading('Set up Latchkey');
    await look(page, 'set-up: link');
    await this.button('Use this link now').click();
    await this.heading('Who are you here?');
    await look(page, 'set-up: name and password');
    const admin = { name: 'jonas', password: note('password', `Copper Window ${randomBytes(5).toString('hex')}`) };
    await page.getByLabel('Administrator name').fill(admin.name);
    await this.passwordAndApp(admin);
    await page.waitForURL('**/admin/import/new');
    return admin;
  }

  // The rest of a set-up, the first or after everything was lost.
  async passwordAndApp(admin) {
    const { page } = this;
    await page.getByLabel('Password', { exact: true }).fill(admin.password);
    await this.button('Continue').click();
    await this.heading('Connect your authenticator app');
    await look(page, 'set-up: authenticator');
    await page.getByText('On this phone? Copy the key instead').click();
    admin.seed = (await page.getByRole('group', { name: 'the key' }).innerText()).trim();
    const app = new Authenticator(admin.seed);
    await page.getByLabel('2. Type the code it shows').fill(await app.next());
    await this.button('Check and continue').click();
    admin.used = app.used;
    this.admin = admin;
  }

  async signIn(admin) {
    const { page } = this;
    await page.goto('/admin/sign-in');
    await page.getByLabel('Administrator name').fill(admin.name);
    await page.getByLabel('Password', { exact: true }).fill(admin.password);
    await this.button('Continue').click();
    const app = new Authenticator(admin.seed, admin.used);
    await page.getByLabel('Code', { exact: true }).fill(await app.next());
    await this.button('Sign in').click();
    await page.waitForURL(/\/admin\/(?!sign-in)/);
    admin.used = app.used;
    this.admin = admin;
  }

  async connect(domain, { label = 'Northwind account' } = {}) {
    const { page } = this;
    await this.open('/admin/import/new');
    await this.heading('Import a domain');
    await look(page, 'wizard: connection');
    await page.getByLabel('Domain name').fill(domain.name);
    await page.getByLabel('Servers').fill(domain.urls[0]);
    await page.getByLabel('Service account').fill(domain.service.account);
    await page.getByLabel('Its password').fill(domain.service.password);
    await page.getByLabel('What people call it').fill(label);
    await this.button('Check the connection').click();
    // The authority is private: nothing is sent before the administrator has compared its fingerprint.
    await expect(page.getByText('1 to decide')).toBeVisible();
    await expect(page.getByRole('group', { name: 'the fingerprint' })).toContainText(await domain.fingerprint());
    await look(page, 'wizard: connection, authority to trust');
    await page.getByLabel('Trust this authority, for this domain only').check();
    await expect(page.getByText('all fine')).toBeVisible({ timeout: 30_000 });
    await look(page, 'wizard: connection works');
    // A controller shows only its own certificate; for more than one the authority's is pasted.
    await page.getByLabel('Servers').fill(domain.urls.join(', '));
    await this.button('Check again').click();
    await expect(page.getByText(/^\d+ to mend$/)).toBeVisible({ timeout: 30_000 });
    await page.getByText('Paste its certificate instead').click();
    await page.getByLabel('Certificate of the authority').fill(fs.readFileSync(domain.ca, 'utf8'));
    await this.button('Check again').click();
    await expect(page.getByText('all fine')).toBeVisible({ timeout: 30_000 });
    await look(page, 'wizard: connection, asks for a code');
    await this.save();
  }

  async save() {
    await this.code();
    await this.button('Save and choose units').click();
    await this.page.waitForURL('**/units');
  }

  async import(units) {
    const { page } = this;
    await this.heading('Choose units');
    await settled(page);
    for (const unit of units) await page.getByRole('checkbox', { name: unit }).check();
    await expect(page.getByRole('button', { name: /^Import [\d,]+ people$/ })).toBeEnabled();
    await look(page, 'wizard: units');
    await this.button(/^Import [\d,]+ people$/).click();
    await expect(page.getByText(/^[\d,]+ people imported/).first()).toBeVisible({ timeout: 60_000 });
    await look(page, 'wizard: imported');
    await page.getByRole('link', { name: 'Go on to activation' }).click();
  }

  async activate() {
    const { page } = this;
    await this.heading('Activate password self-service');
    await expect(page.getByText(/works$/).first()).toBeVisible({ timeout: 30_000 });
    await look(page, 'wizard: checks');
    await this.button('Activate').click();
    const dialog = page.getByRole('dialog');
    await look(page, 'wizard: activation asks for a code');
    await this.code(dialog);
    await dialog.getByRole('button', { name: 'Switch it on' }).click();
    await expect(page.getByRole('switch', { name: /^Self-service for/ })).toBeChecked({ timeout: 30_000 });
    await look(page, 'wizard: active');
    await page.getByRole('link', { name: 'Go on to people' }).click();
  }

  async onboardOne(login, name) {
    const { page } = this;
    await this.heading('Onboard people');
    await settled(page);
    await page.getByLabel('Find by name, account or mail').fill(login);
    await expect(page.getByRole('rowheader')).toHaveCount(1);
    await page.getByRole('checkbox', { name: `Choose ${name}`, exact: true }).check();
    await look(page, 'wizard: people');
    await this.button('Onboard 1 person').click();
    await expect(page.getByText('1 person onboarded')).toBeVisible();
  }

  async onboardGroup(group, count) {
    const { page } = this;
    await this.open('/admin/people/groups');
    await page.getByLabel('Find a group').fill(group);
    await this.button('Find').click();
    await this.button(`Onboard ${group}`).click();
    await look(page, 'wizard: group, asked once more');
    await this.button('Onboard the group').click();
    await expect(page.getByText(`${count} people onboarded`)).toBeVisible({ timeout: 30_000 });
    await look(page, 'wizard: group onboarded');
    await page.getByRole('link', { name: 'Go on to methods' }).click();
  }

  async methods() {
    const { page } = this;
    await this.heading('Choose the methods');
    await settled(page);
    await look(page, 'wizard: methods');
    await this.button('Save the policy').click();
    await page.waitForURL('**/admin/invite');
  }

  async invite(count) {
    const { page } = this;
    await this.heading('Invite people to enrol');
    await settled(page);
    await look(page, 'wizard: invitation');
    await this.button(new RegExp(`^Send to ${count} people$`)).first().click();
    await page.getByRole('dialog').getByRole('button', { name: `Send to ${count} people` }).click();
    await expect(page.getByText(`${count} of ${count} sent`)).toBeVisible({ timeout: 90_000 });
    await look(page, 'wizard: invitations sent');
  }

  async testMail(address) {
    const { page } = this;
    await page.getByLabel('Try it on yourself').fill(note('address', address));
    await this.button('Send a test').click();
    await expect(page.getByText(`Sent to ${address}.`)).toBeVisible();
    await until('the test mail', async () => (await mails(address)).length === 1);
  }
}
