import { ticketsCome } from './buy-by-mpesa.ts';
import { freshPhone } from './phones.ts';
import type { Visit } from './visit.ts';

/** Without scripts: forms and reloads are enough, also after a mistake. */
export async function buyWithoutScripts(visit: Visit): Promise<void> {
	const { page } = visit;
	await visit.open('/events/1?said=1');
	await speaks(visit, 'Kiswahili', 'sw');
	await speaks(visit, 'English', 'en');
	await page
		.getByRole('link', { name: /^Pay with M-Pesa/ })
		.first()
		.click();
	if (await page.getByRole('radio', { name: /^(Freighter|Demo) wallet/ }).count())
		throw new Error('wallets are offered, and they need scripts');
	await page.getByRole('radio', { name: /VIP deck/ }).check();
	await page.getByLabel('How many?').fill('1,5');
	await page.getByLabel('Your M-Pesa number').fill('12345');
	await page.getByRole('button', { name: 'Pay with M-Pesa' }).click();
	await page.getByText('Write a whole number of tickets').waitFor();
	if ((await page.getByLabel('How many?').inputValue()) !== '1,5') throw new Error('the quantity is changed');
	await page.getByLabel('How many?').fill('2');
	await page.getByRole('button', { name: 'Pay with M-Pesa' }).click();
	await page.getByText('That is not a Kenyan mobile number.').waitFor();
	visit.forgive(/400/);
	if (!(await page.getByRole('radio', { name: /VIP deck/ }).isChecked()))
		throw new Error('the tier is forgotten');
	if ((await page.getByLabel('How many?').inputValue()) !== '2') throw new Error('the number is forgotten');
	await visit.fits();
	await page.getByLabel('Your M-Pesa number').fill(freshPhone());
	await page.getByRole('button', { name: 'Pay with M-Pesa' }).click();
	await page.waitForURL(/\/pay\/[A-Z0-9]+$/);
	await ticketsCome(visit, 2);
	await visit.open('/tickets');
	await page.getByRole('link', { name: /^Order [A-Z0-9]+/ }).click();
	await ticketsCome(visit, 2);
}

/** Chooses a language, and stays on the page. */
async function speaks({ page }: Visit, name: string, locale: string): Promise<void> {
	const { href } = new URL(page.url());
	await page.locator('header summary').click();
	await page.getByRole('button', { name }).and(page.locator(':visible')).click();
	await page.locator(`html[lang=${locale}]`).waitFor();
	if (page.url() !== href) throw new Error(`the language leads from ${href} to ${page.url()}`);
}
