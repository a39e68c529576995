// Microsoft Entra ID and Google Workspace from the wizard to a recovered password, on a phone, each with a server of its
// own. What stands in for them is held to their contracts (end2end/lab/cloud): whatever is against one fails the run.
import { Customer, Tenant } from '../../support/cloud.js';
import { Enrolment } from '../../support/enrolment.js';
import { env } from '../../support/lab.js';
import { Person, newPassword } from '../../support/people.js';
import { Recovery } from '../../support/recovery.js';
import { note } from '../../support/secrets.js';
import { setupLink, startServer } from '../../support/server.js';
import { expect, look, test, watch } from '../../support/test.js';
import { Wizard } from '../../support/wizard.js';

test.describe.configure({ timeout: 240_000 });

const phone = async (browser, server) => {
  const context = await browser.newContext({ baseURL: server.origin, viewport: { width: 390, height: 844 } });
  return { context, errors: watch(context), page: await context.newPage() };
};

// From the form that is filled in to the invitation of one person.
async function setUp(wizard, { unit, login, name, label }) {
  const { page } = wizard;
  await page.getByLabel('What people call it').fill(label);
  await wizard.button('Check the connection').click();
  await expect(page.getByText('all fine')).toBeVisible({ timeout: 60_000 });
  await look(page, `wizard: ${label}, checked`);
  await wizard.save();
  await wizard.import([unit]);
  await wizard.activate();
  await wizard.onboardOne(login, name);
  await wizard.open('/admin/methods');
  await wizard.methods();
  await wizard.button('Send to 1 person').first().click();
  await page.getByRole('dialog').getByRole('button', { name: 'Send to 1 person' }).click();
  await expect(page.getByText('1 of 1 sent')).toBeVisible({ timeout: 60_000 });
}

// By their invitation, the sign-in on the vendor's page, two methods; then everything forgotten, and a new password.
async function enrolAndRecover(page, person, label, { address, password }) {
  const enrolment = new Enrolment(page, person);
  await page.goto((await person.invitation()).link);
  await enrolment.button('Begin').click();
  await enrolment.heading('First, sign in');
  await expect(page.getByLabel('Password', { exact: true })).toHaveCount(0);
  await look(page, `enrol: sign-in at ${label}`);
  await enrolment.button(`Sign in at ${label}`).click();
  await enrolment.heading('Sign in');
  await page.getByLabel('Name').fill(address);
  await page.getByLabel('Password').fill(note('password', password));
  await enrolment.button('Sign in').click();
  await enrolment.heading('Almost there');
  await enrolment.button('Continue').click();
  await enrolment.choose(['Authenticator app', 'Code by private e-mail']);
  await enrolment.app();
  await page.getByLabel('Private e-mail address').fill(person.privateMail);
  await enrolment.button('Send me a code').click();
  await page.getByLabel('6-digit code').fill(await person.mailedCode());
  await enrolment.button('Check and continue').click();
  await enrolment.finish();

  await page.context().clearCookies();
  const recovery = new Recovery(page);
  await recovery.begin(person.login);
  await recovery.app(await person.app.next());
  await recovery.mail(person);
  const fresh = newPassword();
  await recovery.newPassword(fresh);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/Your new password (is set|works)/);
  await look(page, `recover: done, ${label}`);
  return fresh;
}

test('Microsoft Entra ID', async ({ browser }) => {
  const server = await startServer('entra');
  const tenant = await Tenant.new(server);
  const { context, page, errors } = await phone(browser, server);
  const wizard = new Wizard(page);
  await wizard.firstAdministrator(await setupLink(server));
  await wizard.open('/admin/import/new');
  await page.getByRole('radio', { name: 'Microsoft Entra ID', exact: true }).check();
  await look(page, 'wizard: Entra ID');
  await page.getByLabel('Domain name').fill(tenant.domain);
  await page.getByLabel('Application (client) ID').fill(tenant.clientId);
  await page.getByLabel('Client secret').fill(tenant.clientSecret);
  await page.getByLabel('Test account').fill(tenant.upn('test'));
  await page.getByText('Other clouds and addresses').click();
  await page.getByLabel('Address of the sign-in service').fill(tenant.login);
  await page.getByLabel('Address of Microsoft Graph').fill(tenant.graph);
  await page.getByLabel('Certificate of the authority').fill(tenant.ca);
  await setUp(wizard, { unit: tenant.domain, login: 'ben', name: 'ben of the lab', label: 'the Microsoft account' });
  const mail = note('address', tenant.upn('ben'));
  const person = new Person({ name: 'ben', upn: mail, mail, password: 'First-Passw0rd!' }, null, server);
  const fresh = await enrolAndRecover(page, person, 'the Microsoft account', { address: mail, password: 'First-Passw0rd!' });
  expect((await tenant.stands('ben')).password).toBe(fresh);
  expect(await tenant.violations()).toEqual([]);
  expect(errors).toEqual([]);
  await context.close();
});

test('Google Workspace', async ({ browser }) => {
  const server = await startServer('google');
  const customer = await Customer.new('walk.example');
  await customer.person('kim', { password: 'not read back' });
  const { context, page, errors } = await phone(browser, server);
  const wizard = new Wizard(page);
  await wizard.firstAdministrator(await setupLink(server));
  await wizard.open('/admin/import/new');
  await page.getByRole('radio', { name: 'Google Workspace', exact: true }).check();
  await look(page, 'wizard: Google Workspace');
  await page.getByLabel('Domain name').fill(customer.domain);
  await page.getByLabel('Administrator').fill(customer.mail('admin'));
  await page.getByLabel('Key of the service account').fill(customer.keyFile);
  await page.getByLabel('OAuth client ID').fill(env('GOOGLE_CLIENT_ID'));
  await page.getByLabel('Its secret').fill(note('password', env('GOOGLE_CLIENT_SECRET')));
  await page.getByText('Other clouds and addresses').click();
  await page.getByLabel('Address of the Admin SDK').fill(env('GOOGLE_API'));
  await page.getByLabel('Address for tokens').fill(env('GOOGLE_TOKEN_URL'));
  await page.getByLabel('Issuer of sign-ins').fill(env('GOOGLE_ISSUER'));
  await page.getByLabel('Certificate of the authority').fill(customer.ca);
  await setUp(wizard, { unit: customer.domain, login: 'kim', name: 'kim Lab', label: 'the Google account' });
  const mail = note('address', customer.mail('kim'));
  const person = new Person({ name: 'kim', upn: mail, mail, password: env('GOOGLE_PASS') }, null, server);
  const fresh = await enrolAndRecover(page, person, 'the Google account', { address: mail, password: env('GOOGLE_PASS') });
  const world = await customer.look();
  expect(world.named.find((one) => one.primaryEmail === mail).password).toBe(fresh);
  expect(world.violations).toEqual([]);
  expect(errors).toEqual([]);
  await context.close();
});
