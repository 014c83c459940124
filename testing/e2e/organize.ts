import { Keypair } from '@stellar/stellar-sdk';
import type { PassaFile } from '#scripts/passa-file.ts';
import { PassaError } from '#shared/errors.ts';
import { freshAddress, signInByEmail } from './sign-in.ts';
import type { Visit } from './visit.ts';

export const saved = (visit: Visit): Promise<void> =>
	visit.page.locator('[data-saving="saved"]').waitFor({ timeout: 15_000 });

/** A guest who wants to organize is sent to sign in, comes back, and becomes an organizer. */
export async function becomesOrganizer(visit: Visit): Promise<void> {
	const { page } = visit;
	await visit.open('/');
	await page.getByRole('link', { name: 'Organize an event' }).last().click();
	await visit.reads('Sign in');
	await visit.accessible();
	await mistypesAnAddress(visit);
	await signInByEmail(visit, freshAddress('njeri'));
	await visit.reads('Organize with Passa');
	await visit.accessible();
	await page.getByLabel('The name that fans see').fill('Njeri Presents');
	await page.getByRole('button', { name: 'Become an organizer' }).click();
	await visit.reads('Your events');
	await visit.accessible();
}

/** A refusal names the field that was written into, and does not forget where the person goes on to. */
async function mistypesAnAddress(visit: Visit): Promise<void> {
	const { page } = visit;
	await page.getByRole('link', { name: 'E-mail', exact: true }).click();
	await page.getByLabel('Your e-mail address').fill('njeri at example');
	await page.getByRole('button', { name: 'Send me a code' }).click();
	await page.getByText('That is not an e-mail address.').waitFor();
	await page.getByLabel('Your e-mail address').waitFor();
	if (new URL(page.url()).searchParams.get('next') !== '/organizer')
		throw new Error(`after a refusal the page is ${page.url()}`);
	visit.forgive(/400/);
}

/** Opens the editor with an empty draft. */
export async function beginDraft(visit: Visit): Promise<void> {
	const { page } = visit;
	await page.getByRole('button', { name: 'New event' }).first().click();
	await visit.reads('Basics');
	await saved(visit);
	visit.draftPath = new URL(page.url()).pathname;
}

/** A draft saves itself, and is there after a reload; what could not be saved is too. */
export async function writesADraft(visit: Visit): Promise<void> {
	const { page } = visit;
	visit.eventName = `Taarab by the Sea ${crypto.randomUUID().slice(0, 4)}`;
	await beginDraft(visit);
	await page.getByLabel('What is it called?').fill(visit.eventName);
	const day = new Date(Date.now() + 40 * 86_400_000).toISOString().slice(0, 10);
	await page.getByLabel(/^Begins/).fill(`${day}T19:00`);
	await page.getByLabel(/^Ends/).fill(`${day}T23:00`);
	await page.getByLabel('Place').fill('Fort Jesus');
	await page.getByLabel('Town or city').fill('Mombasa');
	await page.getByLabel(/^Line-up/).fill('Zein Musical Party\nMatona’s Afdhal');
	await saved(visit);
	await visit.accessible();
	await page.reload();
	await holds(visit, 'What is it called?', visit.eventName);
	await holds(visit, /^Line-up/, 'Zein Musical Party\nMatona’s Afdhal');
	await survivesAnOutage(visit);
}

/** While the platform is away, what is written stays in the browser, through a reload, and is saved once it answers. */
async function survivesAnOutage(visit: Visit): Promise<void> {
	const { page } = visit;
	const drafts = '**/api/platform/v1/drafts/*';
	await page.route(drafts, (route) =>
		route.request().method() === 'PUT' ? route.abort() : route.continue(),
	);
	await page.getByLabel(/^What will people/).fill('Voices, oud and the tide.');
	await page.getByText(/^Not saved: /).waitFor();
	await visit.accessible();
	await page.reload();
	await holds(visit, /^What will people/, 'Voices, oud and the tide.');
	await page.unroute(drafts);
	await saved(visit);
	visit.forgive(/Failed to load resource/);
}

/** Two windows: changes of different parts are both kept; of the same part, a person decides. */
export async function twoWindowsOneDraft(visit: Visit): Promise<void> {
	const { page } = visit;
	const other = await visit.context.newPage();
	await other.goto(new URL(`${visit.draftPath}?step=tickets`, visit.base).href);
	const otherSaved = () => other.locator('[data-saving="saved"]').waitFor();
	await otherSaved();
	await other.getByLabel('Name', { exact: true }).fill('Regular');
	await otherSaved();
	await page.getByLabel(/^Kind/).fill('music');
	await saved(visit);
	await other.reload();
	await holdsIn(other, 'Name', 'Regular');
	await other.goto(new URL(`${visit.draftPath}?step=basics`, visit.base).href);
	await otherSaved();
	await other.getByLabel('Place').fill('Somewhere else');
	await otherSaved();
	await page.getByLabel('Place').fill('Fort Jesus, courtyard');
	await page.getByText('This draft was changed in another window, in the same part.').waitFor();
	await visit.accessible();
	await page.getByRole('button', { name: 'Keep what I wrote here' }).click();
	await saved(visit);
	await other.reload();
	await holdsIn(other, 'Place', 'Fort Jesus, courtyard');
	await other.close();
	visit.forgive(/409/);
}

/**
 * While nothing of a new draft was saved yet, what is written survives a reload too, and is saved once the platform
 * answers.
 */
export async function newDraftKeepsWords(visit: Visit): Promise<void> {
	const { page } = visit;
	await visit.open('/organizer');
	const drafts = '**/api/platform/v1/drafts/*';
	await page.route(drafts, (route) =>
		route.request().method() === 'PUT' ? route.abort() : route.continue(),
	);
	await page.getByRole('button', { name: 'New event' }).first().click();
	await visit.reads('Basics');
	await page.getByLabel('What is it called?').fill('Written on a train');
	await page.getByText(/^Not saved: /).waitFor();
	// A tab that the phone closes says no goodbye.
	const draft = page.url();
	await page.goto('about:blank');
	await page.goto(draft);
	await holds(visit, 'What is it called?', 'Written on a train');
	await page.getByText(/^Not saved: /).waitFor();
	await page.unroute(drafts);
	await saved(visit);
	await visit.open(`${visit.draftPath}?step=basics`);
	await saved(visit);
	visit.forgive(/Failed to load resource/);
}

/**
 * What the money step fills in itself is saved: the only wallet, and the organizer's share. Nothing of it is called
 * missing.
 */
export async function filledInIsSaved(visit: Visit): Promise<void> {
	const { page } = visit;
	const written = visit.draftPath;
	await visit.open('/organizer');
	await beginDraft(visit);
	const put = page.waitForResponse((answer) => answer.request().method() === 'PUT' && answer.ok());
	await visit.open(`${visit.draftPath}?step=money`);
	await put;
	await saved(visit);
	const at = `${visit.base}/api/platform/v1${visit.draftPath.replace('/organizer', '')}`;
	const { content } = (await (await page.request.get(at)).json()) as {
		content: { payees: { address: string; bps: number }[] };
	};
	if (!/^G/.test(content.payees[0]!.address) || content.payees[0]!.bps === 0)
		throw new Error(
			`the page shows a wallet and a share that are not saved: ${JSON.stringify(content.payees)}`,
		);
	if (await page.getByText('Choose the wallet that publishes').count())
		throw new Error('the wallet that is chosen is called missing');
	visit.draftPath = written;
}

/** Tickets in whole shillings; half of the seats are for M-Pesa until said otherwise. */
export async function pricesTickets(visit: Visit): Promise<void> {
	const { page } = visit;
	await page.getByRole('link', { name: 'Next: Tickets' }).click();
	await page.getByText('wallets cannot be limited per person').waitFor();
	await page.getByLabel('Price in KES').fill('1,500.00');
	await holds(visit, 'Price in KES', '1,500.00');
	await page.getByLabel('How many', { exact: true }).fill('60');
	await holds(visit, 'Of these for M-Pesa', '30');
	await page.getByLabel('Of these for M-Pesa').fill('20');
	await page.getByText('The other 40 are for wallets.').waitFor();
	await page.getByText('11.628 USDC from a wallet').waitFor();
	await visit.accessible();
}

/** The page keeps the shares at 100 %, and each input as it was typed; the server refuses other sums. */
export async function sharesAlwaysSum(visit: Visit, passa: PassaFile): Promise<void> {
	const { page } = visit;
	const artist = passa.people.find((p) => p.role === 'artist');
	if (!artist?.address) throw new PassaError('NO_DEMO', 'this visit needs the demo: start without --no-demo');
	await page.getByRole('link', { name: 'Next: Money' }).click();
	await page.getByRole('button', { name: 'Continue with the demo wallet' }).click();
	await page.getByLabel('Your wallet').waitFor({ timeout: 30_000 });
	await page.getByRole('button', { name: 'Add a payee' }).click();
	await page.getByLabel('Name', { exact: true }).last().fill('Zein Musical Party');
	await page.getByLabel(/wallet’s address/).check();
	await page.getByLabel('Stellar address').fill(artist.address);
	const share = page.getByLabel('Share of Zein Musical Party, in percent');
	for (const [typed, kept, own] of [
		['33.33', '33.33', '61.67%'],
		['200', '200', '61.67%'],
		['99', '99', '61.67%'],
		['40', '40', '55%'],
	] as const) {
		await share.fill(typed);
		await share.blur();
		await holds(visit, 'Share of Zein Musical Party, in percent', kept);
		await page.getByText(own, { exact: true }).first().waitFor();
	}
	const slider = page.getByRole('slider', { name: 'Share of Zein Musical Party' });
	await slider.focus();
	await page.keyboard.press('ArrowRight');
	await holds(visit, 'Share of Zein Musical Party, in percent', '40.01');
	await page.keyboard.press('ArrowLeft');
	await saved(visit);
	await visit.accessible();
	await isRefused(visit);
}

/** Bypasses the page: the platform writes no document for shares that do not add up, so there is nothing to sign. */
async function isRefused(visit: Visit): Promise<void> {
	const { page, base } = visit;
	const at = `${base}/api/platform/v1${visit.draftPath.replace('/organizer', '')}`;
	const headers = { origin: base };
	const { version, content } = await (await page.request.get(at)).json();
	const wrong = structuredClone(content);
	wrong.payees[1].bps += 1;
	await page.request.put(at, { headers, data: { version, content: wrong } });
	const answer = await page.request.post(`${at}/document`, { headers });
	const { code, detail } = await answer.json();
	if (
		answer.status() !== 409 ||
		code !== 'DRAFT_INCOMPLETE' ||
		!/more than the other payees leave/.test(detail)
	)
		throw new Error(`shares that do not sum are not refused: ${answer.status()} ${code} ${detail}`);
	await page.request.put(at, { headers, data: { version: version + 1, content } });
	await page.reload();
}

/** A payee who could never use its money is refused at its field, before anything is signed. */
export async function refusesUnpayable(visit: Visit, passa: PassaFile): Promise<void> {
	const { page } = visit;
	const venue = passa.people.find((p) => p.role === 'venue');
	if (!venue?.address) throw new PassaError('NO_DEMO', 'this visit needs the demo: start without --no-demo');
	await page.getByRole('button', { name: 'Add a payee' }).click();
	await page.getByLabel('Name', { exact: true }).last().fill('Fort Jesus');
	await page.getByLabel('Role').last().selectOption('venue');
	await page
		.getByLabel(/wallet’s address/)
		.last()
		.check();
	const address = page.getByLabel('Stellar address').last();
	const publish = page.getByRole('link', { name: 'Next: Preview & publish' });
	for (const [wrong, words] of [
		[passa.usdcAsset.issuer, 'Money paid to it is destroyed'],
		[Keypair.random().publicKey(), 'There is no account at this address yet'],
	] as const) {
		await address.fill(wrong);
		await saved(visit);
		await publish.click();
		await page.getByRole('link', { name: words }).click({ timeout: 20_000 });
		await page.getByText(words).waitFor();
		await visit.accessible();
	}
	await address.fill(venue.address);
	await saved(visit);
	await publish.click();
	await page.getByText('All payees can receive USDC').waitFor({ timeout: 20_000 });
	await page.getByText('Everything is there').waitFor();
	const row = page.getByRole('row').filter({ hasText: 'Zein Musical Party' });
	const text = ((await row.first().textContent()) ?? '').replace(/\s+/g, ' ');
	// 40 % of KES 1,500 and of 11.628 USDC.
	if (!text.includes('600.00') || !text.includes('4.6512'))
		throw new Error(`the shares of one ticket are not exact: ${text}`);
	await visit.fits();
	await visit.accessible();
}

export const holds = (visit: Visit, label: string | RegExp, value: string): Promise<void> =>
	holdsIn(visit.page, label, value);

async function holdsIn(page: Visit['page'], label: string | RegExp, value: string): Promise<void> {
	const field = page.getByLabel(label, typeof label === 'string' ? { exact: true } : {}).first();
	await field.waitFor({ timeout: 10_000 });
	let found = '';
	for (let attempt = 0; attempt < 50; attempt++) {
		found = await field.inputValue();
		if (found === value) return;
		await page.waitForTimeout(100);
	}
	throw new Error(`${page.url()}: ${label} holds “${found}”, not “${value}”`);
}
