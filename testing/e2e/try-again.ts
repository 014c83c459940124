import type { PassaFile } from '#scripts/passa-file.ts';
import { ticketsCome } from './buy-by-mpesa.ts';
import { freshPhone, phoneThat } from './phones.ts';
import type { Visit } from './visit.ts';

/** An invalid number keeps the input; one without funds reads that no money moved; a third gets the tickets. */
export async function mpesaTriedAgain(visit: Visit, passa: PassaFile): Promise<void> {
	const { page } = visit;
	await visit.open('/events/1/checkout?method=mpesa&tier=1');
	const phone = page.getByLabel('Your M-Pesa number');
	const pay = page.getByRole('button', { name: 'Pay KES 2,500 with M-Pesa' });
	await phone.fill('+1 202 555 0100');
	await pay.click();
	await page.getByText('That is not a Kenyan mobile number.').waitFor();
	if ((await phone.inputValue()) !== '+1 202 555 0100')
		throw new Error('the number that was entered is gone');
	visit.forgive(/400/);
	await visit.accessible();
	await phone.fill(await phoneThat(passa, 'poor'));
	await pay.click();
	await visit.reads('There was not enough money', 20_000);
	await page.getByText('No money was taken.').waitFor();
	await visit.accessible();
	await isSaidOnce(visit, 'There was not enough money');
	const reference = new URL(page.url()).pathname;
	await page.getByText('Use another number').click();
	await page.getByLabel('Your M-Pesa number').fill(freshPhone());
	await page.getByRole('button', { name: 'Send the prompt again' }).click();
	await ticketsCome(visit, 1);
	if (new URL(page.url()).pathname !== reference) throw new Error('another try made another order');
}

/** What changes is spoken as it changes. Opened again, the page holds the words once, as its heading. */
async function isSaidOnce({ page }: Visit, words: string): Promise<void> {
	await page.reload();
	const said = await page.locator('main').getByText(words, { exact: true }).count();
	if (said !== 1) throw new Error(`“${words}” stands ${said} times on the page`);
}
