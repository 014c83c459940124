import { Asset, Keypair, Operation } from '@stellar/stellar-sdk';
import postgres from 'postgres';
import { sendClassic } from '#scripts/deploy/send-classic.ts';
import type { PassaFile } from '#scripts/passa-file.ts';
import { secondSupportAddress, supportAddress } from '#scripts/services.ts';
import { authenticator, confirms } from './held-account.ts';
import { carryOut, manage } from './manage-steps.ts';
import { inMessageTo, lastNine } from './messages.ts';
import { saved } from './organize.ts';
import { personOf } from './own-event.ts';
import { freshPhone } from './phones.ts';
import { signInByEmail, signInByPhone } from './sign-in.ts';
import type { Visit } from './visit.ts';

/** No browser waits three days: what the services wrote is moved back in the database of this Passa, and nothing else. */
async function later({ database }: PassaFile, statement: string, values: string[]): Promise<void> {
	if (!database) throw new Error('this Passa names no database');
	const sql = postgres(database, { max: 1 });
	await sql.unsafe(statement, values);
	await sql.end();
}

/** Somebody with a phone and a passkey opens an account. */
async function opensAccount(visit: Visit, phone: string): Promise<{ forget(): Promise<unknown> }> {
	const { page } = visit;
	await visit.open('/account/held');
	await signInByPhone(visit, phone);
	const device = await authenticator(visit);
	await visit.reads('You have none yet');
	await addsPasskey(visit, 'Red phone');
	await page.getByRole('button', { name: 'Open my account' }).click();
	await confirms(visit);
	await page.getByText('Opened', { exact: true }).waitFor({ timeout: 30_000 });
	for (let i = 0; i < 30; i++) {
		await visit.open('/account/held');
		if (await page.locator('[data-balance]').count()) return device;
		await page.waitForTimeout(1000);
	}
	throw new Error('the account is not on the network');
}

async function addsPasskey(visit: Visit, name: string): Promise<void> {
	const { page } = visit;
	await page.getByRole('link', { name: 'Add a passkey' }).click();
	await page.getByLabel('Its name').fill(name);
	await page.getByRole('button', { name: 'Add a passkey' }).click();
	await visit.reads('Your recovery codes');
	await page.getByRole('link', { name: 'I have kept them' }).click();
}

/** An organizer without a wallet or XLM publishes an event and pauses its sales: the passkey confirms each signature. */
export async function publishesByHeldAccount(visit: Visit, _: PassaFile): Promise<void> {
	const { page } = visit;
	await opensAccount(visit, freshPhone());
	await visit.open('/organizer');
	await page.getByLabel('The name that fans see').fill('Achieng Presents');
	await page.getByRole('button', { name: 'Become an organizer' }).click();
	await page.getByRole('button', { name: 'New event' }).first().click();
	await visit.reads('Basics');
	await saved(visit);
	visit.eventName = `Benga Night ${crypto.randomUUID().slice(0, 4)}`;
	const day = new Date(Date.now() + 40 * 86_400_000).toISOString().slice(0, 10);
	await page.getByLabel('What is it called?').fill(visit.eventName);
	await page.getByLabel(/^Begins/).fill(`${day}T19:00`);
	await page.getByLabel(/^Ends/).fill(`${day}T23:00`);
	await page.getByLabel('Place').fill('Jubilee Hall');
	await page.getByLabel('Town or city').fill('Kisumu');
	await page.getByLabel(/^Kind/).fill('music');
	await saved(visit);
	await page.getByRole('link', { name: 'Next: Tickets' }).click();
	await page.getByLabel('Name', { exact: true }).fill('Regular');
	await page.getByLabel('Price in KES').fill('500');
	await page.getByLabel('How many', { exact: true }).fill('40');
	await saved(visit);
	await page.getByRole('link', { name: 'Next: Money' }).click();
	await page.getByRole('button', { name: 'Account held by Passa' }).click();
	await confirms(visit);
	await page.getByLabel('Your wallet').waitFor({ timeout: 30_000 });
	await saved(visit);
	await page.getByRole('link', { name: 'Next: Preview & publish' }).click();
	await page.getByText('Everything is there').waitFor({ timeout: 20_000 });
	await page.getByRole('button', { name: 'Publish by the account at Passa' }).click();
	await page.getByRole('dialog').getByText('Publish this event').waitFor({ timeout: 30_000 });
	await visit.accessible();
	await confirms(visit);
	await page.waitForURL(/\/events\/\d+$/, { timeout: 60_000 });
	visit.eventPath = new URL(page.url()).pathname;
	visit.salesPath = `/organizer${visit.eventPath.replace('/organizer', '')}`;
	await pausesByHeldAccount(visit);
}

async function pausesByHeldAccount(visit: Visit): Promise<void> {
	await manage(visit);
	const dialog = visit.page.getByRole('dialog').getByRole('button', { name: 'Confirm by passkey' });
	await Promise.all([
		carryOut(
			visit,
			'Sales',
			'Pause sales',
			/say that sales are paused/,
			'Pause sales now',
			'Sales are paused.',
		),
		dialog.click({ timeout: 60_000 }),
	]);
}

/** A new wallet is told and can be stopped from the message; named again it waits three days, and then gets the money. */
export async function withdrawsAfterThreeDays(visit: Visit, passa: PassaFile): Promise<void> {
	const { page } = visit;
	const phone = freshPhone();
	await opensAccount(visit, phone);
	const held = (await page.locator('[data-address]').textContent())!;
	const organizer = personOf(passa, 'organizer');
	const asset = new Asset(passa.usdcAsset.code, passa.usdcAsset.issuer);
	const chain = { rpcUrl: passa.rpc, passphrase: passa.networkPassphrase };
	const payment = Operation.payment({ destination: held, asset, amount: '3' });
	await sendClassic(chain, [Keypair.fromSecret(organizer.secret)], [payment]);
	const names = async () => {
		await visit.open('/account/held');
		await page.getByLabel('Add a wallet of yours').fill(organizer.address);
		await page.getByRole('button', { name: 'Add it' }).click();
		await confirms(visit);
		return inMessageTo(
			visit,
			lastNine(phone),
			new RegExp(`[\\s\\S]*${organizer.address.slice(-4)}[\\s\\S]*`),
		);
	};
	await stopsByLink(await visit.another(), await names());
	await visit.open('/account/held');
	await page.locator('[data-balance]').filter({ hasText: '3.00 USDC' }).waitFor();
	if (await page.getByText(/^Can be paid from/).count())
		throw new Error('a wallet that was stopped is still there');
	await names();
	// The wait begins once the message is sent.
	for (let i = 0; i < 30 && !(await page.getByText(/^Can be paid from/).count()); i++) {
		await page.waitForTimeout(1000);
		await visit.open('/account/held');
	}
	await later(
		passa,
		`UPDATE relay.held_addresses SET usable_at = now() - interval '1 second' WHERE address = $1 AND removed_at IS NULL`,
		[organizer.address],
	);
	await visit.open('/account/held');
	await visit.reads('Send USDC to my wallet');
	await page.getByLabel('Amount in USDC').fill('1.25');
	await page.getByRole('button', { name: 'Look at it and confirm' }).click();
	await page.getByRole('dialog').getByText('1.25 USDC').waitFor();
	await confirms(visit);
	await page.getByText('It is on its way.').waitFor({ timeout: 30_000 });
	for (let i = 0; i < 30; i++) {
		await visit.open('/account/held');
		if (((await page.locator('[data-balance]').textContent()) ?? '').includes('1.75')) return;
		await page.waitForTimeout(1000);
	}
	throw new Error('the money does not leave');
}

async function stopsByLink(visit: Visit, message: string): Promise<void> {
	const [path] = /\/stop\/[\w-]{16}/.exec(message) ?? [];
	if (!path) throw new Error(`the message has no link that stops it: ${message}`);
	await visit.open(path);
	await visit.reads('A wallet for somebody’s money');
	await visit.fits();
	await visit.accessible();
	await visit.page.getByRole('button', { name: 'Stop payments to this wallet' }).click();
	await visit.reads('Stopped');
	await visit.accessible();
	visit.mustBeClean();
	await visit.context.close();
}

/** Two people of support agree that lost passkeys are replaced; the person is told, and after three days chooses a new one. */
export async function replacesLostPasskeys(visit: Visit, passa: PassaFile): Promise<void> {
	const { page } = visit;
	const phone = freshPhone();
	const device = await opensAccount(visit, phone);
	const note = `Showed the orders ${crypto.randomUUID()}`;
	const ann = await supports(visit, supportAddress);
	await ann.page.getByLabel('Their phone or e-mail').fill(phone);
	await ann.page.getByLabel('How you know that it is them').fill(note);
	await ann.page.getByLabel(/They have also lost the passkeys/).check();
	await ann.page.getByRole('button', { name: 'Ask for it' }).click();
	const asked = ann.page.getByRole('listitem').filter({ hasText: note });
	await asked.getByText('Asked by you.').waitFor();
	if (await asked.getByRole('button', { name: 'Agree as the second person' }).count())
		throw new Error('one person may decide alone');
	await ann.fits();
	await ann.accessible();
	const ben = await supports(visit, secondSupportAddress);
	const seen = ben.page.getByRole('listitem').filter({ hasText: note });
	await seen.getByText('And the passkeys of their account held by Passa').waitFor();
	await seen.getByRole('button', { name: 'Agree as the second person' }).click();
	await seen.getByText(/^.*All their contacts get a message/).waitFor();
	await inMessageTo(visit, lastNine(phone), /the keys of your money/);
	await visit.open('/account/held');
	await page.getByText(/asked to replace the passkeys of this account/).waitFor();
	await visit.fits();
	await visit.accessible();
	await later(
		passa,
		`UPDATE platform.factor_resets SET due_at = now() - interval '1 second' WHERE note = $1`,
		[note],
	);
	await inMessageTo(visit, lastNine(phone), /Passa removed/, 90_000);
	await device.forget();
	await visit.open('/account/held');
	await page.getByText(/Support agreed that your lost passkeys/).waitFor();
	await addsPasskey(visit, 'Blue phone');
	await visit.accessible();
	await page.getByRole('button', { name: 'Use “Blue phone” alone from now on' }).click();
	await confirms(visit);
	await page.getByText('Lost passkeys replaced').waitFor({ timeout: 30_000 });
	const keys = (await page.locator('[data-keys]').textContent()) ?? '';
	if (!keys.includes('Blue phone') || keys.includes('Red phone')) throw new Error(`it signs by: ${keys}`);
	await inMessageTo(visit, lastNine(phone), /replaced all/);
	for (const one of [ann, ben]) {
		one.mustBeClean();
		await one.context.close();
	}
}

async function supports(visit: Visit, address: string): Promise<Visit> {
	const one = await visit.another();
	await one.open('/sign-in?next=/support/factors');
	await signInByEmail(one, address);
	await one.reads('Lost second factors');
	return one;
}
