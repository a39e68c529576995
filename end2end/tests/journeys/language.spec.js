// The same way in German: chosen by a link, kept from page to page, and nothing left in English.
import { newPassword } from '../../support/people.js';
import { expect, look, settled, test } from '../../support/test.js';
import { Authenticator } from '../../support/totp.js';

test('in German, from the invitation to the new password', async ({ page, person }) => {
  const anna = await person();
  const { link } = await anna.invitation();
  const heading = (text) => expect(page.getByRole('heading', { level: 1 })).toHaveText(text);
  const button = (name) => page.getByRole('button', { name, exact: true });
  // What stands on the page is German, and says so; names and codes are left alone by whoever translates pages.
  const german = async (text, name) => {
    await heading(text);
    await expect(page.locator('html')).toHaveAttribute('lang', 'de');
    await expect(page.locator('html')).toHaveAttribute('dir', 'ltr');
    await settled(page);
    await look(page, `deutsch: ${name}`);
  };

  await test.step('the language is a link on the page', async () => {
    await page.goto(link);
    await heading('Set up your way back in');
    await settled(page);
    await page.getByRole('link', { name: 'Deutsch' }).click();
    await german('Richten Sie Ihren Weg zurück ins Konto ein', 'invitation');
  });

  await test.step('enrolment', async () => {
    await button('Beginnen').click();
    await german('Melden Sie sich zuerst an', 'sign in');
    await page.getByLabel('Passwort', { exact: true }).fill(anna.password);
    await button('Anmelden').click();
    await german('Wählen Sie zwei Methoden', 'choose');
    await page.getByLabel('Authenticator-App').check();
    await page.getByLabel('Code per privater E-Mail').check();
    await button('Diese zwei einrichten').click();
    await german('Authenticator-App verbinden', 'app');
    await page.getByText('Auf diesem Telefon? Kopieren Sie stattdessen den Schlüssel').click();
    await expect(page.locator('.secret')).toHaveAttribute('translate', 'no');
    anna.app = new Authenticator(await page.locator('.secret').innerText());
    await page.getByLabel('2. Geben Sie den Code ein, den sie zeigt').fill(await anna.app.next());
    await button('Prüfen und weiter').click();
    await german('Welche private E-Mail-Adresse?', 'address');
    await page.getByLabel('Private E-Mail-Adresse').fill(anna.privateMail);
    await button('Code senden').click();
    await german('Geben Sie den Code ein, den wir Ihnen geschickt haben', 'mailed code');
    await page.getByLabel('6-stelliger Code').fill(await anna.mailedCode());
    await button('Prüfen und weiter').click();
    await german('Bewahren Sie diese auf Papier auf', 'recovery codes');
    anna.keepCodes(await page.getByRole('list', { name: 'Wiederherstellungscodes' }).getByRole('listitem').allInnerTexts());
    await page.getByLabel(/^Ich habe sie so aufbewahrt/).check();
    await button('Abschließen').click();
    await german('Sie sind vorbereitet', 'done');
  });

  const fresh = newPassword();
  await test.step('recovery, in the language that was chosen', async () => {
    await page.goto('/recover');
    await german('Zurück in Ihr Konto', 'name');
    await page.getByLabel('Benutzername').fill(anna.login);
    await button('Weiter').click();
    await german('Wie möchten Sie nachweisen, dass Sie es sind?', 'methods');
    await page.getByRole('button', { name: /^Authenticator-App/ }).click();
    await heading('Geben Sie den Code aus Ihrer Authenticator-App ein');
    await page.getByLabel('6-stelliger Code').fill('000000');
    await button('Weiter').click();
    await expect(page.getByText('Dieser Code stimmt nicht')).toBeVisible();
    await look(page, 'deutsch: wrong code');
    await page.getByLabel('6-stelliger Code').fill(await anna.app.next());
    await button('Weiter').click();
    await german('Nun Ihr zweiter Nachweis', 'second');
    await page.getByRole('button', { name: /^Wiederherstellungscode/ }).click();
    await heading('Geben Sie einen Wiederherstellungscode ein');
    await page.getByLabel('Wiederherstellungscode').fill(anna.codes[0]);
    await button('Weiter').click();
    await german('Wählen Sie ein neues Passwort', 'new password');
    await page.getByLabel('Neues Passwort', { exact: true }).fill(fresh);
    await button('Neues Passwort setzen').click();
    await german('Ihr neues Passwort funktioniert', 'result');
    expect(await anna.binds(fresh)).toBe(true);
  });

  await test.step('and back again', async () => {
    await page.getByRole('link', { name: 'English' }).click();
    await heading('Your new password works');
    await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  });
});

test('without a choice the browser decides, alike for every name', async ({ client, person }) => {
  const kit = await person({ enrolled: true });
  const asked = { 'accept-language': 'fr-CH, de-AT;q=0.8, en;q=0.5' };
  for (const name of [kit.login, 'nobody.at.all', `${kit.login}@nowhere.invalid`]) {
    const visitor = await client();
    const begun = await visitor.post('/recover', { name }, asked);
    expect(begun.location).toBe('/recover/methods');
    const page = await visitor.get('/recover/methods', asked);
    expect(page.heading, name).toBe('Wie möchten Sie nachweisen, dass Sie es sind?');
    expect(page.body).toContain('<html lang="de"');
  }
  const english = await (await client()).get('/recover', { 'accept-language': 'fr' });
  expect(english.heading).toBe('Get back into your account');
});

test('the link leads back to pages of ours and nowhere else', async ({ client }) => {
  const visitor = await client();
  for (const back of ['https://evil.example', '//evil.example', '/recovery', '/recover/%0d%0aSet-Cookie:x=1', '/recover\\evil']) {
    const led = await visitor.get(`/language?to=de&back=${encodeURIComponent(back)}`);
    expect([led.status, led.location], back).toEqual([303, '/recover']);
  }
  const led = await visitor.get('/language?to=xx&back=/enrol');
  expect([led.location, led.headers['set-cookie']]).toEqual(['/enrol', undefined]);
});
