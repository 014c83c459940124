import type { Page } from 'playwright-core';
import type { PassaFile } from '#scripts/passa-file.ts';
import { ticketsCome } from './buy-by-mpesa.ts';
import { codeTo } from './messages.ts';
import { freshPhone } from './phones.ts';
import { codeField } from './rung-phone.ts';
import { auditIsGreen } from './ticket-holder.ts';
import type { Visit } from './visit.ts';

const plain = (text: string | null) => (text ?? '').replace(/[\u00a0\u2068\u2069]/g, ' ');

/** Buys by M-Pesa, and stays on the order's page. */
export async function buys(visit: Visit, phone: string, qty: number, event = 2): Promise<void> {
	const { page } = visit;
	await visit.open(`/events/${event}/checkout?method=mpesa`);
	for (let i = 1; i < qty; i++) await page.getByRole('button', { name: 'One more' }).click();
	await page.getByLabel('Your M-Pesa number').fill(phone);
	await page.getByRole('button', { name: /^Pay KES/ }).click();
	await ticketsCome(visit, qty);
}

async function looks(visit: Visit): Promise<void> {
	for (const width of [320, 390]) {
		await visit.page.setViewportSize({ width, height: 844 });
		await visit.fits();
	}
	await visit.accessible();
}

const sums =
	/A buyer pays by M-Pesa\s*KES 721\s*Passa's fee.*\s*KES 21\s*Your price\s*KES 700\s*The event gets\s*KES 35\s*Passa's fee from the seller.*\s*KES 20\s*You get\s*KES 645$/;

/** Offers the first ticket for KES 700, with a code of the phone if it is not proved yet. */
async function offers(visit: Visit, phone: string): Promise<void> {
	const { page } = visit;
	const sell = page.locator('#sell');
	if (!(await sell.locator('[name=price]').isVisible())) await sell.getByText('Name a price').click();
	await sell.getByLabel('Your price in shillings').fill('99999');
	await sell.getByRole('button', { name: 'Show what I get' }).click();
	await sell.getByText(/above the event's limit/).waitFor({ timeout: 15_000 });
	await sell.getByLabel('Your price in shillings').fill('700');
	await sell.getByRole('button', { name: 'Show what I get' }).click();
	const quote = sell.locator('[data-sell-quote]');
	await quote.waitFor({ timeout: 15_000 });
	const shown = plain(await quote.textContent());
	if (!sums.test(shown)) throw new Error(`it shows ${shown}`);
	// A changed price is not offered before it was looked at.
	await sell.getByLabel('Your price in shillings').fill('800');
	await sell.getByText(/Look again at what you get/).waitFor();
	if (await sell.locator('[data-sell-do]').isVisible()) throw new Error('the old price can still be offered');
	await sell.getByLabel('Your price in shillings').fill('700');
	await looks(visit);
	await sell.getByLabel('The number that paid').fill('0700 000 001');
	await sell.locator('[data-sell-do]').click();
	await sell.getByText(/Write that number/).waitFor({ timeout: 15_000 });
	await offerOf(visit, phone);
	await looks(visit);
	await isProved(visit, phone);
}

/** Offers at the price that was looked at. The phone is not proved yet. */
async function offerOf({ page }: Visit, phone: string): Promise<void> {
	await page.locator('#sell').getByLabel('The number that paid').fill(phone);
	await page.locator('[data-sell-do]').click();
	await page.getByText(/^We sent a code by SMS to \+2547/).waitFor();
}

async function isProved(visit: Visit, phone: string): Promise<void> {
	const { page } = visit;
	visit.forgive(/403|409/);
	await page.getByLabel(codeField).fill(await codeTo(visit, phone));
	await page.getByLabel(codeField).press('Enter');
	await listed(page);
}

/** From the order's page: offers the first ticket with a code of the phone. Returns the page that buyers see. */
export async function offersFirst(visit: Visit, phone: string, shillings: number): Promise<string> {
	const { page } = visit;
	const sell = page.locator('#sell');
	await sell.waitFor({ timeout: 20_000 });
	if (!(await sell.locator('[name=price]').isVisible())) await sell.getByText('Name a price').click();
	await sell.getByLabel('Your price in shillings').fill(String(shillings));
	await sell.getByRole('button', { name: 'Show what I get' }).click();
	await sell.locator('[data-sell-quote]').waitFor({ timeout: 15_000 });
	await offerOf(visit, phone);
	await isProved(visit, phone);
	return buyersPage(visit);
}

async function buyersPage({ page }: Visit): Promise<string> {
	const href = await page.getByRole('link', { name: 'See it as a buyer does' }).getAttribute('href');
	return new URL(href!, page.url()).pathname;
}

const listed = (page: Page) =>
	page.locator('[data-sale=requested][data-listed=true]').waitFor({ timeout: 60_000 });

/**
 * A fan who paid by M-Pesa sells one of two tickets to another, takes it off sale in between, and gets the money on the
 * phone.
 */
export async function soldFromCustody(visit: Visit, _: PassaFile, dataDir: string): Promise<void> {
	const { page } = visit;
	const phone = freshPhone();
	await buys(visit, phone, 2);
	await page.locator('#sell').waitFor({ timeout: 20_000 });
	await offers(visit, phone);
	await looks(visit);
	await page.locator('[data-end-sale]').click();
	await page.locator('[data-sale]').waitFor({ state: 'detached', timeout: 60_000 });
	await offersAgain(visit, phone);
	await page.getByText(/^For KES 700\. You get KES 645 when/).waitFor();
	const buyer = await visit.another();
	await buyer.open(await buyersPage(visit));
	await buyer.page.getByLabel('Your M-Pesa number').fill(freshPhone());
	await buyer.page.getByRole('button', { name: /^Pay (KES|with M-Pesa)/ }).click();
	await ticketsCome(buyer, 1);
	await buyer.context.close();
	// The seller's open page hears of it.
	await page.locator('[data-sale=returned]').waitFor({ timeout: 90_000 });
	await page.getByText(/KES 645 came to your phone/).waitFor();
	const receipt = plain(await page.locator('section[aria-labelledby=receipt]').textContent());
	if (!/Sold for KES 700: you got\s*KES 645/.test(receipt) || /Given back/.test(receipt))
		throw new Error(`the receipt says ${receipt}`);
	if ((await page.getByRole('article').count()) !== 1) throw new Error('the sold ticket is still shown');
	await looks(visit);
	await auditIsGreen(dataDir, 2);
}

/** The phone is proved by now. */
async function offersAgain(visit: Visit, phone: string): Promise<void> {
	const { page } = visit;
	await page.goto(`${page.url().split(/[?#]/)[0]}?price=700&ticket=0#sell`);
	await page.locator('#sell').getByLabel('The number that paid').fill(phone);
	await page.locator('[data-sell-do]').click();
	await listed(page);
}
