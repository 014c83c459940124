import { day } from './buy-by-mpesa.ts';
import type { Visit } from './visit.ts';

const payees = ['Wanjiru Events', 'Muthoni & The Drummer Kings', 'Ngong Racecourse', 'Passa'];

/**
 * Home → event → checkout → order: two tickets, a quote with every split, tickets, receipt, and every payee paid while
 * the page is open.
 */
export async function buyWithDemoWallet(visit: Visit): Promise<void> {
	const { page } = visit;
	await visit.open('/');
	await visit.accessible();
	await page.getByRole('link', { name: 'Blankets & Basslines' }).click();
	await page.getByRole('heading', { name: 'Where your money goes' }).waitFor();
	await visit.accessible();
	await page
		.getByRole('link', { name: /^Pay with M-Pesa/ })
		.first()
		.click();
	const others = page.locator('summary', { hasText: 'Other ways to pay' });
	await others.waitFor();
	if (/USDC|wallet|Stellar|ledger/i.test(await visit.shownText()))
		throw new Error('the page speaks of wallets before one is chosen');
	await others.click();
	await page.getByRole('radio', { name: /^Demo wallet/ }).check();
	await page.getByRole('radio', { name: /Regular/ }).check();
	await page.getByRole('button', { name: 'One more' }).click();
	await visit.accessible();
	await page.getByRole('button', { name: 'See the exact price' }).click();
	const pay = page.getByRole('button', { name: 'Pay KES 5,000' });
	await pay.waitFor({ timeout: 40_000 });
	for (const payee of payees) {
		await page.getByRole('listitem').filter({ hasText: payee }).filter({ hasText: 'USDC' }).waitFor();
	}
	await visit.accessible();
	await pay.click();
	await page.getByRole('heading', { name: "You're going!" }).waitFor({ timeout: 30_000 });
	const tickets = await page.getByRole('article').filter({ hasText: day }).count();
	if (tickets !== 2) throw new Error(`the order shows ${tickets} tickets, not 2`);
	// The keeper pays, the indexer sees it, and the page shows it without a reload.
	const paid = page.getByRole('listitem').filter({ hasText: 'Paid out' });
	await paid.nth(payees.length - 1).waitFor({ timeout: 15_000 });
	await visit.accessible();
	visit.orderUrl = page.url();
	await visit.open('/tickets');
	await page.getByRole('article').first().waitFor();
	await visit.accessible();
}
