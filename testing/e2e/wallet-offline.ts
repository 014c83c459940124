import type { Visit } from './visit.ts';

const atOnce = { timeout: 2000 };

/**
 * A wallet purchase while the network goes and comes: the page says so at once, asks nobody to pay again what may be
 * paid, and goes on by itself.
 */
export async function offlineWithAWallet(visit: Visit): Promise<void> {
	const { page, context } = visit;
	await visit.open('/events/1/checkout?method=demo&tier=1');
	const seePrice = page.getByRole('button', { name: 'See the exact price' });
	await seePrice.waitFor();
	// A button waits for its script.
	await page.locator('button:enabled', { hasText: 'See the exact price' }).waitFor();
	await context.setOffline(true);
	await seePrice.click();
	await page.getByRole('alert').getByText('You are offline.').waitFor(atOnce);
	await page.getByText('Nothing was paid.').waitFor();
	await mustNotContradict(visit);
	await context.setOffline(false);
	await page.getByRole('button', { name: 'Try again' }).click();
	const pay = page.getByRole('button', { name: 'Pay KES 2,500' });
	await pay.waitFor({ timeout: 40_000 });
	// It goes while the payment is on its way.
	await page.route(/./, (route) =>
		/"sendTransaction"/.test(route.request().postData() ?? '')
			? context.setOffline(true).then(() => route.abort())
			: route.fallback(),
	);
	await pay.click();
	await page.getByRole('alert').getByText('do not pay again').waitFor({ timeout: 10_000 });
	await page.getByRole('button', { name: 'Waiting for your connection…' }).waitFor(atOnce);
	await mustNotContradict(visit);
	await visit.accessible();
	await page.unroute(/./);
	await context.setOffline(false);
	await visit.reads("You're going!", 60_000);
	visit.forgive(/ERR_INTERNET_DISCONNECTED|ERR_FAILED/);
}

/** "Do not pay again" never stands above a button that pays again. */
async function mustNotContradict(visit: Visit): Promise<void> {
	const text = await visit.shownText();
	const pays = await visit.page.getByRole('button', { name: /^(Pay|Try again|See the exact price)/ }).count();
	if (/do not pay again/i.test(text) && pays > 0)
		throw new Error('the page asks not to pay again, above a button that does');
}
