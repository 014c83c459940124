import type { PassaFile } from '#scripts/passa-file.ts';
import { ticketsCome } from './buy-by-mpesa.ts';
import { codeTo } from './messages.ts';
import { behave, phoneThat } from './phones.ts';
import { unpaidOrder } from './unpaid-order.ts';
import type { Visit } from './visit.ts';

export const codeField = 'Code from the SMS';

/**
 * Strangers made a phone ring three times. Then its owner enters a code from it, by keyboard, and buys; also when an
 * order is tried again. Works without scripts.
 */
export async function rungPhoneIsProved(visit: Visit, passa: PassaFile): Promise<void> {
	const { page } = visit;
	const phone = await phoneThatRang(passa);
	await visit.open('/events/1/checkout?method=mpesa&tier=1');
	await page.getByLabel('Your M-Pesa number').fill(phone);
	await page.getByRole('button', { name: /^Pay .*with M-Pesa/ }).click();
	await page.getByText(/^We sent a code by SMS to \+2547/).waitFor();
	visit.forgive(/403/);
	await visit.fits();
	await visit.accessible();
	const code = await codeTo(visit, phone);
	await enter(visit, String((Number(code) + 1) % 1_000_000).padStart(6, '0'));
	await page.getByText(/That code is not right/).waitFor();
	visit.forgive(/400/);
	await page.getByRole('button', { name: 'Send a new code' }).click();
	await page.getByText(/That code is not right/).waitFor({ state: 'detached' });
	visit.forgive(/403/);
	await enter(visit, await codeTo(visit, phone));
	await page.waitForURL(/\/pay\/[A-Z0-9]+$/);
	await ticketsCome(visit, 1);
	await triesAgainWith(visit, passa);
}

/** Another phone that rang in vain, for an order whose first phone had no money. */
async function triesAgainWith(visit: Visit, passa: PassaFile): Promise<void> {
	const { page } = visit;
	const phone = await phoneThatRang(passa);
	await visit.open('/events/1/checkout?method=mpesa&tier=1');
	await page.getByLabel('Your M-Pesa number').fill(await phoneThat(passa, 'poor'));
	await page.getByRole('button', { name: /^Pay .*with M-Pesa/ }).click();
	await visit.reads('There was not enough money', 30_000);
	await page.getByText('Use another number').click();
	await page.getByLabel('Your M-Pesa number').fill(phone);
	await page.getByRole('button', { name: 'Send the prompt again' }).click();
	await page.getByText(/^We sent a code by SMS to \+2547/).waitFor();
	visit.forgive(/403/);
	await visit.fits();
	await visit.accessible();
	await enter(visit, await codeTo(visit, phone));
	await ticketsCome(visit, 1);
}

async function enter({ page }: Visit, code: string): Promise<void> {
	await page.getByLabel(codeField).fill(code);
	await page.getByLabel(codeField).press('Enter');
}

/** Three prompts, each of which is cancelled on the phone; after that it would pay. */
export async function phoneThatRang(passa: PassaFile): Promise<string> {
	const phone = await phoneThat(passa, 'cancelled');
	for (let i = 0; i < 3; i++) await unpaidOrder(passa, phone);
	await behave(passa, phone, 'pay');
	return phone;
}
