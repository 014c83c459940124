import type { PassaFile } from '#scripts/passa-file.ts';
import { day, ticketsCome } from './buy-by-mpesa.ts';
import { freshPhone } from './phones.ts';
import { auditIsGreen } from './ticket-holder.ts';
import type { Visit } from './visit.ts';

const regular = '/events/1/checkout?tier=1';

/** Two Regular (tier 1) and one VIP deck, KES 11,500. The control: what is chosen for one tier stays one line. */
async function fillCart({ page }: Visit): Promise<void> {
	await page.getByRole('button', { name: 'One more', exact: true }).click();
	await page.locator('summary', { hasText: 'Add another ticket type' }).click();
	await page.getByRole('button', { name: 'Another one: VIP deck' }).click();
}

/** Several tiers by a wallet: one quote with every split, one signature, an order for each that names the other. */
export async function cartByWallet(visit: Visit): Promise<void> {
	const { page } = visit;
	await visit.open(`${regular}&method=demo`);
	await fillCart(visit);
	await visit.accessible();
	// What is too much is said at its field, before anything is paid.
	await page.getByLabel('Number of tickets: VIP deck').fill('7');
	await page.getByText('One order can have at most 6 of these now.').waitFor();
	if (await page.getByRole('button', { name: 'See the exact price' }).isEnabled())
		throw new Error('too many tickets can be bought');
	await page.getByLabel('Number of tickets: VIP deck').fill('1');
	await page.getByRole('button', { name: 'See the exact price' }).click();
	const pay = page.getByRole('button', { name: 'Pay KES 11,500' });
	await pay.waitFor({ timeout: 40_000 });
	await visit.fits();
	await pay.click();
	await visit.reads("You're going!", 30_000);
	await page.getByText('Bought together:').waitFor();
	await page.getByRole('article').filter({ hasText: day }).nth(1).waitFor();
	await page.getByRole('link', { name: /VIP deck × 1/ }).click();
	await page.getByRole('link', { name: /Regular × 2/ }).waitFor();
	await visit.open('/tickets');
	await page.getByRole('article').filter({ hasText: day }).nth(2).waitFor();
}

/** The same by M-Pesa: one prompt, one page with every line, and green books. */
export async function cartByMpesa(visit: Visit, _: PassaFile, dataDir: string): Promise<void> {
	const { page } = visit;
	await visit.open(`${regular}&method=mpesa`);
	await fillCart(visit);
	await page.getByLabel('Your M-Pesa number').fill(freshPhone());
	await page.getByRole('button', { name: 'Pay KES 11,500 with M-Pesa' }).click();
	await page.getByText('KES 11,500').first().waitFor();
	await ticketsCome(visit, 3);
	for (const line of ['Regular × 2', 'VIP deck × 1'])
		await page.getByRole('heading', { name: line }).waitFor();
	await page.getByText('KES 11,500').first().waitFor();
	await visit.accessible();
	await visit.fits();
	const extras = await page.locator('[data-extras]').count();
	if (extras !== 1) throw new Error(`calendar and print stand ${extras} times, not once below all lines`);
	// The first line's tickets are sent or given back on this page, each other line's on one of its own, which leads back.
	const whole = page.url();
	const more = page.getByRole('link', { name: 'Send or give back these tickets' });
	// What can be done with the first line's tickets is read a moment after they come.
	await more.nth(1).waitFor({ timeout: 20_000 });
	await more.first().click();
	await page.waitForURL(/#first-line$/);
	await more.nth(1).click();
	await ticketsCome(visit, 1);
	await page.getByRole('link', { name: 'All tickets of this purchase' }).click();
	await page.waitForURL(whole);
	await visit.open('/tickets');
	await page.getByRole('article').filter({ hasText: day }).nth(2).waitFor();
	await auditIsGreen(dataDir, 1);
}

/** Without scripts the numbers of other tiers are plain fields; what is wrong is said, and nothing is forgotten. */
export async function cartWithoutScripts(visit: Visit): Promise<void> {
	const { page } = visit;
	await visit.open(`${regular}&method=mpesa`);
	await page.locator('summary', { hasText: 'Add another ticket type' }).click();
	const vip = page.getByLabel('Number of tickets: VIP deck');
	await vip.fill('two');
	await page.getByLabel('Your M-Pesa number').fill(freshPhone());
	await page.getByRole('button', { name: 'Pay with M-Pesa' }).click();
	await page.getByText('Write a whole number of tickets').waitFor();
	visit.forgive(/400/);
	if ((await vip.inputValue()) !== 'two') throw new Error('the number is forgotten');
	await vip.fill('2');
	await page.getByRole('button', { name: 'Pay with M-Pesa' }).click();
	await page.waitForURL(/\/pay\/[A-Z0-9]+$/);
	await ticketsCome(visit, 3);
	await visit.fits();
}
