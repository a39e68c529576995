// An LDAP server (OpenLDAP) from the wizard to a recovered password, on a phone, with a server of its own. People are
// the lab's; their first password is theirs again only in a new lab, so each run takes somebody else.
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import { promisify } from 'node:util';
import { Enrolment } from '../../support/enrolment.js';
import { env } from '../../support/lab.js';
import { Person, newPassword } from '../../support/people.js';
import { Recovery } from '../../support/recovery.js';
import { note } from '../../support/secrets.js';
import { setupLink, startServer } from '../../support/server.js';
import { expect, look, test, watch } from '../../support/test.js';
import { Wizard } from '../../support/wizard.js';

test.describe.configure({ mode: 'serial', timeout: 240_000 });

const exec = promisify(execFile);
const asked = (command, args) =>
  exec(command, ['-x', '-LLL', '-o', 'ldif_wrap=no', '-H', env('OPENLDAP_URL'), ...args], {
    env: { ...process.env, LDAPTLS_CACERT: env('OPENLDAP_CA'), LDAPTLS_REQCERT: 'demand' },
    timeout: 20_000,
  });

// Of the server itself, past Latchkey.
const openldap = {
  async binds(dn, password) {
    try {
      await asked('ldapsearch', ['-D', dn, '-w', password, '-s', 'base', '-b', '', '1.1']);
      return true;
    } catch (error) {
      if (error.code === 49) return false; // invalidCredentials, RFC 4511
      throw error;
    }
  },
};

// Somebody whose password nobody changed yet.
async function somebody() {
  for (let n = 21; n <= 30; n++) { // those before have a language of their own, and so their mail
    const login = `user${n}`;
    const found = await asked('ldapsearch', ['-D', env('OPENLDAP_ADMIN_DN'), '-w', env('OPENLDAP_ADMIN_PASSWORD'), '-b', env('OPENLDAP_BASE'), `(uid=${login})`, 'cn', 'mail']);
    const value = (name) => {
      const [, coded, text] = new RegExp(`^${name}:(:?) (.*)$`, 'm').exec(found.stdout);
      return coded ? Buffer.from(text, 'base64').toString() : text;
    };
    const dn = value('dn');
    if (await openldap.binds(dn, env('OPENLDAP_USER_PASS'))) return { login, dn, name: value('cn'), mail: note('address', value('mail')) };
  }
  throw new Error('everybody of the lab has another password by now: start a new lab');
}

let server, person;

test.beforeAll(async () => {
  server = await startServer('openldap');
  const { login, dn, mail, name } = await somebody();
  person = Object.assign(new Person({ name: login, upn: dn, mail, password: note('password', env('OPENLDAP_USER_PASS')) }, openldap, server), { name });
});

const phone = async (browser) => {
  const context = await browser.newContext({ baseURL: server.origin, viewport: { width: 390, height: 844 } });
  return { context, errors: watch(context), page: await context.newPage() };
};

test('connected, imported, activated, onboarded and invited', async ({ browser }) => {
  const { context, page, errors } = await phone(browser);
  const wizard = new Wizard(page);
  await wizard.firstAdministrator(await setupLink(server));
  await wizard.open('/admin/import/new');
  await page.getByRole('radio', { name: 'LDAP server', exact: true }).check();
  await look(page, 'wizard: LDAP server');
  await page.getByLabel('Name', { exact: true }).first().fill(env('OPENLDAP_DOMAIN'));
  await page.getByLabel('Servers').fill(env('OPENLDAP_URL'));
  await page.getByLabel('Service account').fill(env('OPENLDAP_BIND_DN'));
  await page.getByLabel('Its password').fill(note('password', env('OPENLDAP_PASSWORD')));
  await page.getByLabel('What people call it').fill('the office account');
  await wizard.button('Check the connection').click();
  await expect(page.getByText('1 to decide')).toBeVisible({ timeout: 30_000 });
  await page.getByText('Paste its certificate instead').click();
  await page.getByLabel('Certificate of the authority').fill(fs.readFileSync(env('OPENLDAP_CA'), 'utf8'));
  await wizard.button('Check again').click();
  await expect(page.getByText('A person as we read one')).toBeVisible({ timeout: 30_000 });
  await look(page, 'wizard: LDAP server, checked');
  await wizard.save();
  await wizard.import(['people']);
  await wizard.activate();
  await wizard.onboardOne(person.login, person.name);
  await wizard.open('/admin/methods');
  await wizard.methods();
  await wizard.button('Send to 1 person').first().click();
  await page.getByRole('dialog').getByRole('button', { name: 'Send to 1 person' }).click();
  await expect(page.getByText('1 of 1 sent')).toBeVisible({ timeout: 60_000 });
  expect(errors).toEqual([]);
  await context.close();
});

test('enrols, recovers, and signs in with the new password', async ({ browser }) => {
  const { context, page, errors } = await phone(browser);
  const enrolment = new Enrolment(page, person);
  await enrolment.upTo('Code by private e-mail');
  await page.getByLabel('Private e-mail address').fill(person.privateMail);
  await enrolment.button('Send me a code').click();
  await page.getByLabel('6-digit code').fill(await person.mailedCode());
  await enrolment.button('Check and continue').click();
  await enrolment.finish();

  const recovery = new Recovery(page);
  await context.clearCookies();
  await recovery.begin(person.login);
  await recovery.app(await person.app.next());
  await recovery.mail(person);
  await recovery.heading('Choose a new password');
  await look(page, 'recover: new password, OpenLDAP');
  // shorter than its policy asks for (10): refused in words, before or by the server
  await page.getByLabel('New password', { exact: true }).fill('Short 7!');
  await page.getByRole('button', { name: 'Set new password' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Choose a new password');
  const fresh = newPassword();
  await page.getByLabel('New password', { exact: true }).fill(fresh);
  await page.getByRole('button', { name: 'Set new password' }).click();
  await recovery.heading('Your new password works');
  await look(page, 'recover: done, OpenLDAP');
  expect(await person.binds(fresh)).toBe(true);
  expect(await person.binds(person.first)).toBe(false);
  expect(errors).toEqual([]);
  await context.close();
});
