import type { Page } from 'playwright-core';
import type { PassaFile } from '#scripts/passa-file.ts';
import { secondSupportAddress, supportAddress } from '#scripts/services.ts';
import { runCommand } from '#testing/commands/run-command.ts';
import { ticketsCome } from './buy-by-mpesa.ts';
import { type OwnEvent, organizerSignsIn, ownEvent } from './own-event.ts';
import { freshPhone } from './phones.ts';
import { signInByEmail } from './sign-in.ts';
import type { Visit } from './visit.ts';

/** The event that these stories sell and cancel. */
let own: OwnEvent;
let eventNo = 0;

export const looks = async (visit: Visit): Promise<void> => {
	for (const width of [320, 390]) {
		await visit.page.setViewportSize({ width, height: 844 });
		await visit.fits();
	}
	await visit.accessible();
};

async function isAudited(dataDir: string): Promise<void> {
	const { code, err } = await runCommand('audit.ts', ['--data', dataDir, '--event', own.address]);
	if (code !== 0) throw new Error(`the audit is not green: ${err}`);
}

/** Waits until the relayer has set seats aside. */
export async function sellsOwn({ relayer }: PassaFile, { address }: OwnEvent): Promise<void> {
	for (const end = Date.now() + 60_000; Date.now() < end; ) {
		const answer = await fetch(`${relayer}/v1/events/${address}/availability`);
		const { items } = (answer.ok ? await answer.json() : { items: [] }) as { items: { left: number }[] };
		if (items.some(({ left }) => left > 0)) return;
		await new Promise((done) => setTimeout(done, 500));
	}
	throw new Error('no seats are set aside for M-Pesa');
}

export async function eventNoOf({ indexer }: PassaFile, { address }: OwnEvent): Promise<number> {
	const answer = await fetch(`${indexer}/v1/events/${address}`);
	return ((await answer.json()) as { no: number }).no;
}

/** Buys tickets of the event by M-Pesa, and stays on the order's page. Returns its reference. */
export async function buyOwn(visit: Visit, no: number, qty: number): Promise<string> {
	const { page } = visit;
	await visit.open(`/events/${no}/checkout?method=mpesa`);
	for (let i = 1; i < qty; i++) await page.getByRole('button', { name: 'One more' }).click();
	await page.getByLabel('Your M-Pesa number').fill(freshPhone());
	await page.getByRole('button', { name: /^Pay KES/ }).click();
	await ticketsCome(visit, qty);
	return (await page.locator('[data-reference]').textContent())!;
}

const buy = (visit: Visit, qty: number): Promise<string> => buyOwn(visit, eventNo, qty);

export const refunded = (page: Page, state = 'returned') =>
	page.locator(`[data-refund="${state}"]`).first().waitFor({ timeout: 90_000 });

/** Somebody else gave the tickets back: the fan's page says so once it is loaded again. */
async function allBack(fan: Visit): Promise<void> {
	const { page } = fan;
	for (let i = 0; i < 80; i++) {
		await page.reload();
		if (await page.locator('[data-refund="returned"]').count()) break;
		await page.waitForTimeout(1000);
	}
	await fan.reads(/^Your money (is )?back$/);
	await refunded(page);
}

/** The fan reads until when, gives one of three tickets back, sees each step, and the receipt says it after a reload. */
export async function fanGivesBack(visit: Visit, passa: PassaFile, dataDir: string): Promise<void> {
	const { page } = visit;
	own = await ownEvent(passa, dataDir, { refundable: true });
	eventNo = await eventNoOf(passa, own);
	await sellsOwn(passa, own);
	await buy(visit, 3);
	await page.locator('[data-give-back="open"]').getByText('Possible until').waitFor({ timeout: 15_000 });
	await page.locator('#give-back summary').click();
	const give = page.locator('[data-give]');
	if (await give.isEnabled()) throw new Error('nothing is chosen, and can be given back');
	await page.getByRole('checkbox', { name: 'Ticket 2' }).first().check();
	await page.getByRole('button', { name: 'Give back and get KES 1,000' }).waitFor();
	await looks(visit);
	await give.click();
	await refunded(page);
	for (let i = 0; i < 2; i++) {
		await page.locator('[data-given-back]').getByText('KES 1,000').waitFor({ timeout: 20_000 });
		await page.locator('[data-kept]').getByText('KES 2,000').waitFor();
		const left = await page.getByRole('article').count();
		if (left !== 2) throw new Error(`${left} tickets are shown, not the two that stay`);
		await page.reload();
	}
	await looks(visit);
	visit.payUrl = page.url();
	await isAudited(dataDir);
}

export async function supporter(visit: Visit, address: string): Promise<Visit> {
	const person = await visit.another();
	await person.open('/sign-in?next=/support');
	await signInByEmail(person, address);
	await person.reads('Cases');
	return person;
}

/** One person asks and sees what it costs; another withdraws the first try, and agrees to the second. */
export async function supportRefunds(visit: Visit): Promise<void> {
	const fan = await visit.another();
	const reference = await buy(fan, 2);
	const [ann, ben] = [await supporter(visit, supportAddress), await supporter(visit, secondSupportAddress)];
	await ann.page.locator('summary').filter({ hasText: 'Refund tickets of an order' }).click();
	await ann.page
		.getByLabel('The order’s reference')
		.or(ann.page.getByLabel("The order's reference"))
		.fill(reference);
	await ann.page.getByRole('button', { name: 'Look' }).click();
	await ann.page.getByRole('checkbox', { name: 'Ticket 2' }).uncheck();
	await ann.page.locator('[data-cost]').getByText('KES 1,000').waitFor();
	await ann.page.getByText('A second person has to agree to this.').waitFor();
	await looks(ann);
	await ann.page.getByLabel('Why, and how you know').fill('The buyer called from the hospital.');
	await ann.page.locator('[data-do-refund]').click();
	await refunded(ann.page, 'proposed');
	await ann.page.locator('[data-waits-second]').waitFor();
	if ((await ann.page.locator('[data-agree]').count()) > 0) throw new Error('one person may agree alone');
	const path = `/support/refunds?order=${reference}`;
	await ben.open('/support');
	await ben.page.locator('[data-waiting]').getByRole('link', { name: reference }).click();
	await ben.page.waitForURL(`**${path}`);
	await ben.page.locator('summary').filter({ hasText: 'Withdraw' }).click();
	await ben.page.locator('[data-confirm]:visible').click();
	await refunded(ben.page, 'withdrawn');
	await ann.open(path);
	await ann.page.getByLabel('Why, and how you know').fill('Both tickets after all.');
	await ann.page.locator('[data-do-refund]').click();
	await refunded(ann.page, 'proposed');
	await ben.open(path);
	await ben.page.getByText('Both tickets after all.').waitFor();
	await ben.page.locator('[data-agree]').click();
	await ben.page.locator('[data-agree]').waitFor({ state: 'detached' });
	await allBack(fan);
	await ben.open(path);
	await refunded(ben.page);
	await looks(ben);
	for (const each of [fan, ann, ben]) {
		each.mustBeClean();
		await each.context.close();
	}
}

/** The organizer signs in with its wallet, and refunds one ticket from the list of orders. */
export async function teamRefunds(visit: Visit, _: PassaFile, dataDir: string): Promise<void> {
	const { page } = visit;
	await organizerSignsIn(visit, own.secret);
	const fan = await visit.another();
	const reference = await buy(fan, 1);
	await visit.open(`/organizer/events/${eventNo}/orders?q=${reference}`);
	await page.locator('[data-refund-link]').click();
	await page.locator('[data-cost]').getByText('KES 1,000').waitFor();
	await page.getByLabel('Why, and how you know').fill('The artist promised it.');
	await looks(visit);
	await page.locator('[data-do-refund]').click();
	await page.locator('[data-refund]').first().waitFor({ timeout: 15_000 });
	await allBack(fan);
	await page.reload();
	await refunded(page);
	fan.mustBeClean();
	await fan.context.close();
	await isAudited(dataDir);
}

/** After a cancel the report shows the shillings too, through a reload, until all is back; the fan's page says it. */
export async function cancelGivesAllBack(visit: Visit, _: PassaFile, dataDir: string): Promise<void> {
	const { page } = visit;
	const { code, err } = await runCommand('event.ts', [
		...['--data', dataDir, '--event', String(eventNo), '--do', 'cancel'],
	]);
	if (code !== 0) throw new Error(`the event is not cancelled: ${err}`);
	await visit.open(`/organizer/events/${eventNo}/manage`);
	await page.locator('[data-mpesa]').waitFor({ timeout: 20_000 });
	await page.reload();
	await page.locator('[data-mpesa="done"]').waitFor({ timeout: 60_000 });
	await page.getByText('Everybody who paid by M-Pesa has the money back.').waitFor();
	await page.locator('summary').filter({ hasText: 'As a table' }).click();
	await looks(visit);
	await visit.open(new URL(visit.payUrl).pathname);
	await visit.reads(/^Your money (is )?back$/, 20_000);
	await page.locator('[data-event-state="cancelled"]').waitFor();
	await page.locator('[data-kept]').getByText('KES 0').waitFor();
	await looks(visit);
	await visit.open('/');
	await page
		.getByRole('listitem')
		.filter({ hasText: own.name })
		.locator('[data-news]')
		.getByText('Cancelled')
		.waitFor({ timeout: 15_000 });
	await visit.fits();
	await isAudited(dataDir);
}
