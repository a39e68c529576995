// A domain that is read again: what its administrators did to people stands in the report, and many who are missing
// are asked about before they are gone. On a server and a unit of its own.
import { Console } from '../../support/console.js';
import { Domain } from '../../support/lab.js';
import { withServer } from '../../support/own-server.js';
import { emptyPool, fillPool } from '../../support/people.js';
import { read } from '../../support/run.js';
import { startServer } from '../../support/server.js';
import { setUp } from '../../support/setup.js';
import { expect, look, settled } from '../../support/test.js';
import { Wizard } from '../../support/wizard.js';

const POOL = 'sync-pool';
let domain, pool, desk;

const test = withServer('sync', async () => {
  domain = Domain.shared();
  pool = await fillPool(domain, POOL, 41);
  await domain.ldapadd(`dn: OU=Ward,OU=${pool.unit},OU=People,${domain.base}\nobjectClass: organizationalUnit\n`);
  await domain.account('move', pool.people[39].name, '--ou', `OU=Ward,OU=${pool.unit},OU=People`);
  await domain.sync();
  const server = await startServer('sync');
  const { admin } = await setUp(server, domain, { units: [pool.unit], group: pool.group });
  desk = await Console.signIn(server, admin);
});
test.describe.configure({ mode: 'serial', timeout: 240_000 });
test.afterAll(async () => {
  await desk?.close();
  await emptyPool(Domain.shared(), read(`${POOL}.json`));
});

async function open(page) {
  const wizard = new Wizard(page);
  const admin = { ...desk.admin, used: desk.app.used };
  await wizard.signIn(admin);
  desk.app.used = admin.used;
  const { directories } = await desk.ask('overview');
  await wizard.open(`/admin/import/${directories[0].id}/sync`);
  await wizard.heading('Sync report');
  return wizard;
}

// “Sync now”, and the row of the run that it began.
async function syncNow(page) {
  await domain.sync();
  const rows = page.getByRole('table').getByRole('row');
  const before = await rows.count();
  await page.getByRole('button', { name: 'Sync now' }).click();
  await expect(rows).toHaveCount(before + 1, { timeout: 30_000 });
  await expect(page.getByRole('button', { name: 'Sync now' })).toBeEnabled({ timeout: 60_000 });
  return rows.nth(1);
}

test('renamed, moved, disabled, deleted and made anew, each with the people behind it', async ({ page }) => {
  const wizard = await open(page);
  const [renamed, moved, disabled, deleted] = pool.people;
  await domain.account('put', renamed.name, 'displayName', 'Kim Larsen-Holm');
  await domain.account('move', moved.name, '--ou', `OU=Ward,OU=${pool.unit},OU=People`);
  await domain.account('disable', disabled.name);
  await domain.account('delete', deleted.name);
  await domain.addUser(deleted.name, ['--ou', `OU=${pool.unit},OU=People`, '--cn', `Anew ${deleted.name}`]);
  const row = await syncNow(page);
  for (const number of ['1 changed', '1 moved', '1 disabled', '1 gone', '1 made anew']) {
    await expect(row.getByRole('link', { name: number, exact: true })).toBeVisible();
  }
  await look(page, 'sync: report');

  await row.getByRole('link', { name: '1 changed', exact: true }).click();
  await wizard.heading('1 changed');
  await expect(page.getByRole('row', { name: /Display name/ })).toContainText('Kim Larsen-Holm');
  await look(page, 'sync: changed');
  await page.getByRole('navigation', { name: 'In this run' }).getByRole('link', { name: /made anew/ }).click();
  await wizard.heading('1 made anew');
  await expect(page.getByRole('rowheader')).toContainText(deleted.name);
  await expect(page.getByText('it has no seat, and nothing that the old one enrolled')).toBeVisible();
});

test('an emptied unit is asked about, with a code where people lose their way back', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  const wizard = await open(page);
  for (const { name } of [pool.people[1], pool.people[39]]) await domain.account('delete', name);
  await syncNow(page);
  await expect(page.getByRole('heading', { name: 'Are 2 people really gone?' })).toBeVisible();
  await expect(page.getByText(`Nobody is left in OU=Ward,OU=${pool.unit}`)).toBeVisible();
  await page.getByText('Who they are').click();
  await expect(page.getByText(pool.people[39].name)).toBeVisible();
  await look(page, 'sync: question');
  await wizard.open('/admin/overview');
  await expect(page.getByRole('alert')).toContainText('Are 2 people really gone?');
  await look(page, 'overview: question');
  await page.getByRole('link', { name: 'Look and answer' }).click();
  await settled(page);

  await page.getByRole('button', { name: 'Keep them' }).click();
  await expect(page.getByText('kept, says jonas')).toBeVisible();
  await syncNow(page);
  await page.getByRole('button', { name: 'Let them go' }).click();
  const dialog = page.getByRole('dialog', { name: 'Let 2 people go?' });
  await dialog.getByLabel('Code from your authenticator app').fill(await desk.app.next());
  await dialog.getByRole('button', { name: 'Let them go' }).click();
  await expect(page.getByText('gone, says jonas')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Are 2 people really gone?' })).toBeHidden();
});
