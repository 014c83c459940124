import { ticketsCome } from './buy-by-mpesa.ts';
import { freshPhone } from './phones.ts';
import type { Visit } from './visit.ts';

/** Without scripts: the answer is lost, the buyer goes back and sends the form again. The order is the same. */
export async function pressedAgainWithoutScripts(visit: Visit): Promise<void> {
	const { page } = visit;
	const phone = freshPhone();
	let lost = '';
	await page.route('**/checkout**', async (route) => {
		if (route.request().method() !== 'POST' || lost) return route.fallback();
		const answer = await route.fetch({ maxRedirects: 0 });
		lost = new URL(answer.headers().location!, visit.base).pathname;
		await route.abort('connectionreset');
	});
	await fill();
	const broken = page.waitForEvent('requestfailed');
	await page.getByRole('button', { name: 'Pay with M-Pesa' }).click();
	await broken;
	await fill();
	await page.getByRole('button', { name: 'Pay with M-Pesa' }).click();
	await page.waitForURL(/\/pay\//);
	const { pathname } = new URL(page.url());
	if (pathname !== lost) throw new Error(`the form made ${lost}, then ${pathname}`);
	await ticketsCome(visit, 1);
	visit.forgive(/ERR_CONNECTION_RESET/);

	async function fill(): Promise<void> {
		const path = '/events/1/checkout';
		// The browser's own error page may still be on its way, and interrupts.
		for (let tries = 1; ; tries++) {
			try {
				await visit.open(path);
				break;
			} catch (error) {
				if (tries === 5) throw error;
				await page.waitForTimeout(200);
			}
		}
		await page.getByRole('radio', { name: /Regular/ }).check();
		await page.getByLabel('Your M-Pesa number').fill(phone);
	}
}
