// A passkey and an authenticator app, set up on a phone and used to get back in; and what a passkey that
// is not quite right is told. The authenticator is Chromium's virtual one.
import { Domain } from '../../support/lab.js';
import { withServer } from '../../support/own-server.js';
import { startServer, theServer } from '../../support/server.js';
import { setUp } from '../../support/setup.js';
import { expect, look, settled } from '../../support/test.js';
import { emptyPool, fillPool, newPassword, newPerson } from '../../support/people.js';
import { read } from '../../support/run.js';
import { Passkeys } from '../../support/passkey.js';
import { Recovery } from '../../support/recovery.js';
import { Authenticator } from '../../support/totp.js';

// A server of its own: elsewhere nobody has a passkey, and a name that nobody has is shown what people have.
const POOL = 'passkey-pool';
const test = withServer('passkey', async () => {
  const domain = Domain.shared();
  const pool = await fillPool(domain, POOL, 3);
  await domain.sync();
  await setUp(await startServer('passkey'), domain, { units: [pool.unit], group: pool.group });
}).extend({
  person: async ({ client }, use) => use(() => newPerson(client, { pool: POOL, server: theServer('passkey') })),
});
test.afterAll(() => emptyPool(Domain.shared(), read(`${POOL}.json`)));

// Clicks and fields of a first enrolment, as the two minutes allow.
const MOST_DEEDS = 12;

test('set up with an app, and used to get back in', async ({ page, person }) => {
  const anna = await person();
  const { link } = await anna.invitation();
  const passkeys = await Passkeys.on(page);
  const heading = (text) => expect(page.getByRole('heading', { level: 1 })).toHaveText(text);
  const button = (name) => page.getByRole('button', { name, exact: true });
  let made;

  await test.step('enrolment', async () => {
    let actions = 0;
    const click = (locator) => (actions++, locator.click());
    const tick = (locator) => (actions++, locator.check());
    const fill = (locator, text) => (actions++, locator.fill(text));

    await page.goto(link);
    await heading('Set up your way back in');
    await settled(page);
    await click(button('Begin'));
    await heading('First, sign in');
    await fill(page.getByLabel('Password', { exact: true }), anna.password);
    await click(button('Sign in'));
    await heading('Choose two ways to prove it is you');
    await tick(page.getByLabel('Passkey or security key'));
    await tick(page.getByLabel('Authenticator app'));
    await click(button('Set up these two'));

    await heading('Make a passkey');
    await settled(page);
    await look(page, 'enrol: passkey');
    await test.step('a finger that the phone does not know makes none', async () => {
      await passkeys.verified(false);
      await button('Make a passkey').click();
      await expect(page.getByText('Your device did not answer. Try again, or use another method.')).toBeVisible();
      await look(page, 'enrol: passkey, no answer');
      expect(await passkeys.all()).toHaveLength(0);
      await passkeys.verified(true);
    });
    // its name is left empty
    await click(button('Make a passkey'));

    await heading('Connect your authenticator app');
    // a phone would scan it: the key is read without an action
    anna.app = new Authenticator(await page.locator('.secret').textContent());
    await fill(page.getByLabel('2. Type the code it shows'), await anna.app.next());
    await click(button('Check and continue'));
    await heading('Keep these on paper');
    anna.keepCodes(await page.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem').allInnerTexts());
    await tick(page.getByLabel(/I have put them where/));
    await click(button('Finish'));
    await heading('You are set');
    await look(page, 'enrol: done with a passkey');
    expect(actions).toBeLessThanOrEqual(MOST_DEEDS);

    [made] = await passkeys.all();
    expect(made).toMatchObject({ rpId: 'localhost', isResidentCredential: true, userName: anna.login });
    // the user handle is the account's UUID: 16 bytes, and no name
    expect(Buffer.from(made.userHandle, 'base64')).toHaveLength(16);
  });

  const recovery = new Recovery(page);
  const atThePasskey = async () => {
    await recovery.reach(anna.login, 'Passkey or security key');
    await recovery.heading('Use your passkey');
  };
  const use = () => button('Use passkey').click();
  const noAnswer = () => expect(page.getByText('Your device did not answer. Try again, or use another method.')).toBeVisible();
  // The next page asks anew, and says why.
  const refused = async () => {
    const before = await button('Use passkey').getAttribute('data-options');
    await use();
    await expect(button('Use passkey')).not.toHaveAttribute('data-options', before);
    await expect(page.getByText('That passkey does not belong to this account.')).toBeVisible();
  };

  await test.step('what does not open', async () => {
    await atThePasskey();
    await look(page, 'recover: passkey');
    // the question names no key: it is the same for every name
    const options = JSON.parse(await button('Use passkey').getAttribute('data-options'));
    expect(Object.keys(options.publicKey).sort()).toEqual(['allowCredentials', 'challenge', 'rpId', 'timeout', 'userVerification']);
    expect(options.publicKey).toMatchObject({ allowCredentials: [], rpId: 'localhost', userVerification: 'required' });

    await passkeys.verified(false);
    await use();
    await noAnswer();
    await passkeys.verified(true);

    await passkeys.clear();
    await use();
    await noAnswer();

    // the same key, kept by somebody else's account
    await passkeys.put({ ...made, userHandle: Buffer.alloc(16, 7).toString('base64') });
    await refused();
    await look(page, 'recover: passkey of another account');

    // a copy that was made before the key was last used
    await passkeys.clear();
    await passkeys.put({ ...made, signCount: 0 });
    await refused();
    await passkeys.clear();
  });

  await test.step('recovery with both', async () => {
    await passkeys.put(made);
    await atThePasskey();
    await use();
    await recovery.heading('Now your second proof');
    await expect(page.getByText('Passkey or security key accepted')).toBeVisible();
    await expect(page.getByRole('button', { name: /^Passkey/ })).toHaveCount(0);
    await recovery.app(await anna.app.next());
    const fresh = newPassword();
    await recovery.newPassword(fresh);
    await recovery.heading('Your new password works');
    expect(await anna.binds(fresh)).toBe(true);
    expect(await anna.binds(anna.first)).toBe(false);
  });
});
