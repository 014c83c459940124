import { randomBytes, randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';
import { relayerClient } from '#relayer/client.ts';
import type { PassaFile } from '#scripts/passa-file.ts';
import { secondSupportAddress, supportAddress } from '#scripts/services.ts';
import { phoneThat } from './phones.ts';
import { signInByEmail } from './sign-in.ts';
import { caseFits } from './support.ts';
import { unpaidOrder } from './unpaid-order.ts';
import type { Visit } from './visit.ts';

const record = 'Record the decision';
const issue = /^Issue the tickets/;

/**
 * Tickets for KES 1 need two persons. One proposes, and cannot confirm, also from a page of before. The other confirms in
 * two windows at once: one counts, the other says that the case is decided. Another cost than the page showed is refused.
 */
export async function twoPersonsDecide(ann: Visit, passa: PassaFile): Promise<void> {
	const { reference } = await orderPaidWithOne(passa);
	await signInAs(ann, supportAddress);
	const path = await caseOf(ann, reference, 'The amount paid differs');
	const stale = await ann.context.newPage();
	await stale.goto(ann.page.url());
	await says(ann.page, 'A second person has to decide the same.');
	await decide(ann.page, 'The buyer showed both messages.');
	await says(ann.page, 'Proposed: Issue the tickets.');
	await says(ann.page, 'You proposed this.');
	if (await ann.page.getByRole('radio', { name: issue }).isEnabled())
		throw new Error('who proposed a decision may choose it again');
	await ann.fits();
	await ann.accessible();
	await decide(stale, 'Once more, from a page of before.');
	await refuses(stale, 'You proposed this.');

	const ben = await ann.another();
	await signInAs(ben, secondSupportAddress);
	await ben.open(path);
	await says(ben.page, 'You are the second person: it takes effect.');
	await ben.accessible();
	await ben.page.locator('input[name=cost-issue]').evaluate((shown: HTMLInputElement) => {
		shown.value = '100';
	});
	await decide(ben.page, 'The page showed KES 1.');
	await refuses(ben.page, 'The cost has changed');
	const [other, late] = [await ben.context.newPage(), await ben.context.newPage()];
	await Promise.all([ben.page, other, late].map((page) => page.goto(new URL(path, ben.base).href)));
	await Promise.all([ben.page, other].map((page) => decide(page, 'I saw the same.')));
	await Promise.all([ben.page, other].map((page) => says(page, /^Decided: Issue the tickets$/)));
	const refused = await Promise.all([ben.page, other].map((page) => page.getByRole('alert').count()));
	if (refused.sort().join() !== '0,1') throw new Error(`${refused} of two windows say that it was refused`);
	await decide(late, 'A page from before it was decided.');
	await refuses(late, 'somebody has decided this case meanwhile');
	await ben.open(path);
	for (const act of ['Proposed: Issue the tickets', 'Confirmed as the second person: Issue the tickets'])
		if ((await ben.page.getByRole('listitem').filter({ hasText: act }).count()) !== 1)
			throw new Error(`the case does not list “${act}” once`);
	await caseFits(ben);
	await ben.unfold();
	await ben.fits();
	await ben.accessible();
	ann.forgive(/409/);
	ben.forgive(/409/);
	ben.mustBeClean();
	await ben.context.close();
}

/** A message of 98 KB comes twenty times: the case shows it once, says how often it came, and that it is cut. */
export async function repeatedMessagesCountOnce(visit: Visit, passa: PassaFile): Promise<void> {
	const { page } = visit;
	await signInAs(visit, supportAddress);
	const { reference } = await unpaidOrder(passa, await phoneThat(passa, 'cancelled'));
	const { pushes } = await stateOf(passa);
	const { callbackUrl } = pushes.find((push) => push.reference === reference)!;
	for (let i = 0; i < 20; i++) await fetch(callbackUrl, { method: 'POST', body: 'x'.repeat(100_000) });
	await openCaseOf(visit, reference);
	const shown = page.getByRole('listitem').filter({ has: page.locator('pre'), hasText: 'xxxxxxxxxx' });
	if ((await shown.count()) !== 1) throw new Error(`the message is shown ${await shown.count()} times`);
	await shown.getByText(/^The same message came 20 times, last at /).waitFor();
	await shown.getByText('the message has 98 KB or more').waitFor();
	await shown.locator('summary').click();
	await page.setViewportSize({ width: 320, height: 844 });
	await visit.fits();
	// A link without spaces, as long as a note may be.
	await page.getByRole('radio', { name: /^Leave it as it is/ }).check();
	await page.getByLabel('Why').fill(`https://example.com/${'a1b2c3d4e5'.repeat(98)}`);
	await page.getByRole('button', { name: record }).click();
	await says(page, /^Decided: Leave it as it is$/);
	await visit.fits();
}

async function signInAs(visit: Visit, address: string): Promise<void> {
	await visit.open('/sign-in?next=/support');
	await signInByEmail(visit, address);
	await visit.reads('Cases');
}

async function decide(page: Page, why: string): Promise<void> {
	await page.getByRole('radio', { name: issue }).check();
	await page.getByLabel('Why').fill(why);
	await page.getByRole('button', { name: record }).click();
}

const says = (page: Page, words: string | RegExp): Promise<void> =>
	page.getByText(words).first().waitFor({ timeout: 15_000 });
const refuses = (page: Page, words: string): Promise<void> =>
	page.getByRole('alert').filter({ hasText: words }).waitFor({ timeout: 15_000 });

/** Opens the case of this order and reason, once it is listed. Returns its path. */
async function caseOf({ page, base }: Visit, reference: string, reason: string): Promise<string> {
	const listed = page.getByRole('listitem').filter({ hasText: reference }).filter({ hasText: reason });
	for (let i = 0; i < 60 && (await listed.count()) === 0; i++) {
		await page.waitForTimeout(1000);
		await page.goto(new URL('/support', base).href);
	}
	await listed.getByRole('link').click();
	await page.getByRole('heading', { name: `Case ${reference}` }).waitFor();
	return new URL(page.url()).pathname;
}

/** Opens a case for an order whose buyer called: it shows every message that names the order. */
async function openCaseOf({ page, base }: Visit, reference: string): Promise<void> {
	await page.goto(new URL('/support', base).href);
	await page.locator('summary').filter({ hasText: 'Open a case' }).click();
	await page.getByLabel('Reference or receipt').fill(reference);
	await page.getByLabel('Why').fill('The buyer called.');
	await page.getByRole('button', { name: 'Open the case' }).click();
	await page.getByRole('heading', { name: `Case ${reference}` }).waitFor();
}

/** An order that failed, and then KES 1 by its reference in M-Pesa's list. Another order makes the list be read now. */
async function orderPaidWithOne(passa: PassaFile): Promise<{ reference: string }> {
	const { reference } = await unpaidOrder(passa, await phoneThat(passa, 'cancelled'));
	const row = {
		transactionId: `S${randomBytes(5).toString('hex').toUpperCase().slice(0, 9)}`,
		trxDate: new Date().toISOString(),
		msisdn: 712_000_001,
		transactiontype: 'c2b-pay-bill-debit',
		billreference: reference,
		amount: '1.00',
	};
	await fetch(`${passa.simulators!.mpesa!.control}/row`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ row }),
	});
	const phone = await phoneThat(passa, 'unlisted');
	const json = { event: '1', tier: 1, qty: 1, phone, idempotencyKey: randomUUID() };
	const made = await relayerClient(passa.relayer!).v1.orders.$post({ json });
	if (!made.ok) throw new Error(`a stranger cannot order: ${await made.text()}`);
	return { reference };
}

async function stateOf({ simulators }: PassaFile) {
	const answer = await fetch(`${simulators!.mpesa!.control}/state`);
	return (await answer.json()) as { pushes: { reference: string; callbackUrl: string }[] };
}
