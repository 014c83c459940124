import type { PassaFile } from '#scripts/passa-file.ts';
import { ticketsCome } from './buy-by-mpesa.ts';
import { behave, freshPhone, phoneThat } from './phones.ts';
import type { Visit } from './visit.ts';

/**
 * M-Pesa refuses the same sum of the same phone within two minutes (code 17). The page names the time, asks for another
 * number until then, and the service refuses the same one. After that time, by the page's clock, the same number is
 * offered again. Another number pays at once.
 */
export async function sameNumberWaits(visit: Visit, passa: PassaFile): Promise<void> {
	const { page } = visit;
	await page.clock.install();
	const phone = await phoneThat(passa, 'repeated');
	await visit.open('/events/1/checkout?method=mpesa&tier=1');
	await page.getByLabel('Your M-Pesa number').fill(phone);
	await page.getByRole('button', { name: 'Pay KES 2,500 with M-Pesa' }).click();
	const wait = page.locator('[data-retry-at]');
	await wait.waitFor({ timeout: 20_000 });
	await page.getByText('No money was taken.').waitFor();
	const until = Date.parse((await wait.getAttribute('data-retry-at'))!) - Date.now();
	if (until < 100_000 || until > 121_000) throw new Error(`the same number waits for ${until} ms`);
	await visit.fits();
	await visit.accessible();
	await refusesTheSame(visit, passa, phone);
	const another = page.getByLabel('Your M-Pesa number');
	await page.clock.fastForward(until + 1000);
	await wait.waitFor({ state: 'detached' });
	if ((await another.getAttribute('required')) !== null)
		throw new Error('the same number is still not offered');
	await another.fill(freshPhone());
	await page.getByRole('button', { name: 'Send the prompt again' }).click();
	await ticketsCome(visit, 1);
}

/** The same number, entered once more, is refused by the service, though its phone would pay now. */
async function refusesTheSame(visit: Visit, passa: PassaFile, phone: string): Promise<void> {
	const { page } = visit;
	await behave(passa, phone, 'pay');
	await page.getByLabel('Your M-Pesa number').fill(phone);
	await page.getByRole('button', { name: 'Send the prompt again' }).click();
	await page
		.getByRole('alert')
		.getByText(/Wait two minutes, or use another number/)
		.waitFor();
	visit.forgive(/429/);
	await visit.accessible();
}
