import { freshPhone } from './phones.ts';
import { Visit } from './visit.ts';

/** Each ticket names its day. */
export const day = /day, \d{1,2} [A-Z][a-z]+ 20\d\d/;

/**
 * Event → checkout → "check your phone" → tickets, receipt → the order on chain, where every payee is paid, without a
 * reload.
 */
export async function buyByMpesa(visit: Visit): Promise<void> {
	const { page } = visit;
	await visit.open('/events/1');
	await page
		.getByRole('link', { name: /^Pay with M-Pesa/ })
		.first()
		.click();
	await page.getByRole('radio', { name: /Regular/ }).check();
	await page.getByRole('button', { name: 'One more' }).click();
	await page.getByLabel('Your M-Pesa number').fill(freshPhone());
	await visit.accessible();
	await page.getByRole('button', { name: 'Pay KES 5,000 with M-Pesa' }).click();
	await visit.reads('Check your phone');
	const text = (await page.locator('main').textContent()) ?? '';
	if (!/2547•••••\d{3}/.test(text)) throw new Error(`the number is not shown, or not masked: ${text}`);
	await ticketsCome(visit, 2);
	if (!/^[A-Z0-9]{10}$/.test((await page.locator('[data-receipt]').textContent()) ?? ''))
		throw new Error('there is no M-Pesa receipt');
	await visit.accessible();
	visit.payUrl = page.url();
	await page.getByRole('article').filter({ hasText: day }).nth(1).waitFor();
	await page.getByRole('link', { name: /what each payee gets/ }).click();
	const paid = page.getByRole('listitem').filter({ hasText: 'Paid out' });
	await paid.nth(3).waitFor({ timeout: 20_000 });
	await page.goBack();
	await ticketsCome(visit, 2);
	await page.reload();
	await ticketsCome(visit, 2);
	await visit.open('/tickets');
	await page.getByRole('article').filter({ hasText: day }).nth(1).waitFor();
	await visit.accessible();
}

/** The order's page turns into its tickets by itself. */
export async function ticketsCome(visit: Visit, count: number): Promise<void> {
	await visit.reads("You're going!", 40_000);
	const found = await visit.page.getByRole('article').count();
	if (found !== count) throw new Error(`${visit.page.url()} shows ${found} tickets, not ${count}`);
}

/** Only the browser that ordered, or a holder of the link in its message, reads an order. */
export async function othersReadNothing(owner: Visit): Promise<void> {
	const stranger = await Visit.begin(owner.context.browser()!, owner.base);
	const { pathname } = new URL(owner.payUrl);
	for (const path of [pathname, `${pathname}?t=${'A'.repeat(43)}`, pathname.replace(/.{3}$/, 'ZZZ')]) {
		await stranger.open(path);
		await stranger.reads('This order is not open in this browser');
		const text = (await stranger.page.locator('body').textContent()) ?? '';
		if (/KES|2547/.test(text)) throw new Error(`${path} shows a stranger the order: ${text}`);
	}
	await stranger.accessible();
	stranger.forgive(/404/);
	await opensByItsLink(stranger, owner, pathname);
	stranger.mustBeClean();
	await stranger.context.close();
}

/** As in a message to the fan: the token leaves the address, and no script can read it. */
async function opensByItsLink(stranger: Visit, owner: Visit, pathname: string): Promise<void> {
	const cookies = await owner.context.cookies(owner.payUrl);
	const token = cookies.find((c) => c.name.startsWith('order_'));
	if (!token?.httpOnly || token.path !== pathname || token.sameSite !== 'Lax')
		throw new Error(
			"the cookie of the order's token is not httpOnly, not limited to its page, or not SameSite=Lax",
		);
	await stranger.open(`${pathname}?t=${token.value}`);
	await ticketsCome(stranger, 2);
	if (stranger.page.url().includes(token.value)) throw new Error('the token stays in the address');
	if (await stranger.page.evaluate((secret) => document.cookie.includes(secret), token.value))
		throw new Error('a script can read the token');
}
