import { Keypair } from '@stellar/stellar-sdk';
import type { PassaFile } from '#scripts/passa-file.ts';
import { runCommand } from '#testing/commands/run-command.ts';
import { buyAt } from './buy-at.ts';
import { carryOut, eventNo, isAudited, manage, section } from './manage-steps.ts';
import { organizerSignsIn, ownEvent, personOf } from './own-event.ts';
import type { Visit } from './visit.ts';

/** The demo's organizer signs in with its wallet and opens what it may change. */
export async function opensManage(visit: Visit, passa: PassaFile, dataDir: string): Promise<void> {
	const { page } = visit;
	const own = await ownEvent(passa, dataDir);
	visit.eventName = own.name;
	await organizerSignsIn(visit, own.secret);
	await visit.reads('Your events');
	await page.getByRole('link', { name: `Sales of ${own.name}` }).click();
	await page.waitForURL(/\/organizer\/events\/\d+$/);
	await visit.reads(own.name);
	visit.salesPath = new URL(page.url()).pathname;
	visit.eventPath = visit.salesPath.replace('/organizer', '');
	await page.getByRole('link', { name: 'Manage' }).click();
	await visit.reads('Manage the event');
	await visit.fits();
	await visit.accessible();
}

/** While sales are paused, event page and checkout say so, and the checkout asks for nothing. Then a fan buys. */
export async function pausesSales(visit: Visit, _: PassaFile, dataDir: string): Promise<void> {
	await carryOut(
		visit,
		'Sales',
		'Pause sales',
		/say that sales are paused/,
		'Pause sales now',
		'Sales are paused.',
	);
	const fan = await visit.another();
	for (const path of [visit.eventPath, `${visit.eventPath}/checkout`]) {
		await fan.open(path);
		await fan.page.locator('[data-event-state="paused"]').first().waitFor();
		await fan.fits();
		await fan.accessible();
	}
	if (await fan.page.getByRole('button', { name: /^Pay/ }).count())
		throw new Error('the checkout of a paused event asks for money');
	await isAudited(visit, dataDir);
	await carryOut(visit, 'Sales', 'Resume sales', /can buy again/, 'Resume sales now', 'Sales go on.');
	await buyAt(fan, visit.eventPath, 'KES 2,000');
	visit.orderUrl = fan.page.url();
	await isAudited(visit, dataDir);
	fan.mustBeClean();
	await fan.context.close();
}

/** A ticket type with its name, for another price; it takes the free seats of the first one. */
export async function addsATier(visit: Visit, _: PassaFile, dataDir: string): Promise<void> {
	const { page } = visit;
	await manage(visit);
	const part = section(visit, 'Add a ticket type');
	await part.getByLabel('Name', { exact: true }).fill('Late bird');
	await part.getByLabel('Price in KES').fill('1,500');
	await part.getByLabel('How many').fill('20');
	await part.getByLabel('Where do its seats come from?').selectOption({ index: 1 });
	await carryOut(
		visit,
		'Add a ticket type',
		'See what happens',
		/20 tickets at KES 1,500/,
		'Add it',
		'The new ticket type is on sale.',
	);
	await visit.open(visit.eventPath);
	await page
		.getByRole('listitem')
		.filter({ hasText: 'Late bird' })
		.filter({ hasText: 'KES 1,500' })
		.waitFor();
	await isAudited(visit, dataDir);
}

/** A guest's wallet gets a ticket; a wrong address is named at its field. */
export async function givesATicket(visit: Visit, _: PassaFile, dataDir: string): Promise<void> {
	await manage(visit);
	const part = section(visit, 'Complimentary tickets');
	await part.getByText('0 of 3 given away').waitFor();
	await part.getByLabel('Who is the guest?').fill('GABC');
	await part.getByText('That is no Kenyan phone number').waitFor();
	await part.getByLabel('Who is the guest?').fill(Keypair.random().publicKey());
	await part.getByLabel('Ticket type').selectOption({ index: 1 });
	await carryOut(
		visit,
		'Complimentary tickets',
		'See what happens',
		/one ticket: Late bird. .* 2 more/,
		'Give the ticket',
		'The guest has the ticket.',
	);
	await part.getByText('1 of 3 given away').waitFor();
	await isAudited(visit, dataDir);
}

/**
 * All times move; fans read it, and until when they may give tickets back. A second time is refused before a wallet is
 * asked.
 */
export async function postponesOnce(visit: Visit, _: PassaFile, dataDir: string): Promise<void> {
	await manage(visit);
	const start = section(visit, 'New date').getByLabel(/^New start/);
	await start.fill(new Date(Date.now() + 5 * 86_400_000).toISOString().slice(0, 16));
	await visit.page.getByText('The new start must be later').waitFor();
	await start.fill(new Date(Date.now() + 60 * 86_400_000).toISOString().slice(0, 16));
	await carryOut(
		visit,
		'New date',
		'See what happens',
		/may give it back until/,
		'Move the event',
		'The event has its new time.',
	);
	await manage(visit);
	await visit.page.getByText('This event was moved before.').waitFor();
	const fan = await visit.another();
	await fan.open(visit.eventPath);
	await fan.page.getByText('This event has a new date').first().waitFor();
	await fan.fits();
	await fan.accessible();
	await fan.open(`${visit.eventPath}/checkout`);
	await fan.page.getByText('This event has a new date').waitFor();
	const { err } = await runCommand('event.ts', [
		'--data',
		dataDir,
		'--event',
		eventNo(visit),
		'--do',
		'postpone',
		'--days',
		'1',
		'--dry-run',
	]);
	if (!err.startsWith('POSTPONED_BEFORE')) throw new Error(`a second time is not refused: ${err}`);
	await isAudited(visit, dataDir);
	fan.mustBeClean();
	await fan.context.close();
}

/**
 * Numbers first, a typed word, then the cancel; the missing money comes from the organizer's wallet; the buyer's money
 * comes back by itself, and a reload shows it.
 */
export async function cancelsTheEvent(visit: Visit, _: PassaFile, dataDir: string): Promise<void> {
	const { page } = visit;
	await manage(visit);
	const part = section(visit, 'Cancel the event');
	await part.getByRole('button', { name: 'See what a cancel takes' }).click();
	await part.getByText('2 paid tickets go back').waitFor({ timeout: 20_000 });
	await part.getByText(/is missing, because payees have it already/).waitFor();
	await part.getByText(/Your wallet holds [\d.]+ USDC/).waitFor();
	await visit.fits();
	await visit.accessible();
	const yes = part.getByRole('button', { name: 'Cancel the event' });
	if (await yes.isEnabled()) throw new Error('one press cancels an event');
	await part.getByLabel('I want to cancel this event for good.').check();
	await part.getByLabel('Type CANCEL to confirm').fill('cancel');
	await yes.click();
	await visit.reads('Refunds under way', 45_000);
	await page.getByText('0 of 2 tickets given back').first().waitFor();
	await page.locator('[data-event-state="cancelled"]').first().waitFor();
	await visit.accessible();
	await isAudited(visit, dataDir);
	const fund = section(visit, 'Money for refunds');
	await fund.getByRole('button', { name: 'See what happens' }).click();
	await fund.getByRole('button', { name: /^Add [\d.]+ USDC$/ }).click({ timeout: 20_000 });
	await fund.getByText('✓ The money is there.').waitFor({ timeout: 45_000 });
	await visit.reads('All refunds are done', 45_000);
	await page.reload();
	await visit.reads('All refunds are done');
	await page.getByText('2 of 2 tickets given back').first().waitFor();
	await visit.fits();
	await visit.accessible();
	await isAudited(visit, dataDir);
}

/** Event page, checkout and the buyer's order say that it is cancelled. */
export async function fansAreTold(visit: Visit): Promise<void> {
	const fan = await visit.another();
	for (const path of [visit.eventPath, `${visit.eventPath}/checkout`, visit.orderUrl]) {
		await fan.open(path);
		await fan.page.getByText('This event is cancelled').first().waitFor();
		if (await fan.page.locator('[data-rules]').count())
			throw new Error(`${path} still says what a buyer may do with tickets of a cancelled event`);
		await fan.fits();
		await fan.accessible();
	}
	fan.mustBeClean();
	await fan.context.close();
}

/**
 * Where payees have to agree first: the organizer sees who is missing and sends a link; the payee signs with its own
 * wallet.
 */
export async function payeesAgreeFirst(visit: Visit, passa: PassaFile, dataDir: string): Promise<void> {
	const { page } = visit;
	const own = await ownEvent(passa, dataDir, { consent: true });
	await visit.open('/organizer');
	await page.getByRole('link', { name: `Sales of ${own.name}` }).click();
	await page.waitForURL(/\/organizer\/events\/\d+$/);
	await visit.reads(own.name);
	visit.salesPath = new URL(page.url()).pathname;
	await manage(visit);
	const part = section(visit, 'Payees must agree first');
	await part.getByText('Still missing: 1.').waitFor();
	await part.getByRole('button', { name: 'Copy the link for payees' }).waitFor();
	const eventPath = visit.salesPath.replace('/organizer', '');
	const payee = await visit.another();
	await payee.open(`${eventPath}/checkout`);
	await payee.page.getByText('Tickets are not on sale yet').waitFor();
	await payee.open(`${eventPath}/accept`);
	const { secret } = personOf(passa, 'artist');
	await payee.page.evaluate((key) => localStorage.setItem('passa.demo-wallet', key), secret);
	await payee.page.reload();
	await payee.accessible();
	await carryOut(
		payee,
		'Your share',
		'See what happens',
		/You get 40% of every ticket/,
		'Agree',
		'You have agreed.',
	);
	await part.getByText('Every payee has agreed to its share.').waitFor({ timeout: 15_000 });
	await visit.accessible();
	payee.mustBeClean();
	await payee.context.close();
}

/** Both languages, dark and light, narrow and wide: nothing is cut off, everything is accessible, no press is lost. */
export async function manageLayouts(visit: Visit): Promise<void> {
	const { page, context, base } = visit;
	const paths = [`${visit.salesPath}/manage`, `${visit.salesPath.replace('/organizer', '')}/accept`];
	for (const [lang, colorScheme, width] of [
		['sw', 'dark', 390],
		['en', 'light', 1280],
		['sw', 'light', 320],
	] as const) {
		await context.addCookies([{ name: 'lang', value: lang, url: base }]);
		await page.emulateMedia({ colorScheme });
		await page.setViewportSize({ width, height: 900 });
		for (const path of paths) {
			await visit.open(path);
			await visit.fits();
			await visit.losesNoPress();
			await visit.accessible();
		}
	}
	await context.addCookies([{ name: 'lang', value: 'en', url: base }]);
}
