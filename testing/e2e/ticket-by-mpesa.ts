import type { PassaFile } from '#scripts/passa-file.ts';
import { ticketsCome } from './buy-by-mpesa.ts';
import { codeTo } from './messages.ts';
import { freshPhone, phoneThat } from './phones.ts';
import { codeField } from './rung-phone.ts';
import { auditIsGreen, type Bought, buyByCommand, command } from './ticket-holder.ts';
import type { Visit } from './visit.ts';

const plain = (text: string | null) => (text ?? '').replace(/[\u00a0\u2068\u2069]/g, ' ');

const sums =
	/You (?:pay, all in|paid)\s*KES 798\s*Passa's fee.*\s*KES 24\s*The fan's price\s*KES 774\s*The event gets\s*KES 39\s*The fan gets\s*KES 735$/;

/** A fan with a wallet offers a ticket. Returns its page. */
async function offered(passa: PassaFile, dataDir: string): Promise<Bought & { page: string }> {
	const seller = await buyByCommand(passa, dataDir, { event: 2 });
	const ticket = ['--order', seller.order.id, '--event', '2', '--do', 'list', '--price', '6'];
	await command('ticket.ts', dataDir, ticket);
	return { ...seller, page: `/events/2/resale/${seller.order.tickets[0]!.id}` };
}

/**
 * A fan without a wallet buys it with M-Pesa: the price and who gets it is shown before, the tickets come, the audit is
 * green.
 */
export async function boughtByMpesa(visit: Visit, passa: PassaFile, dataDir: string): Promise<void> {
	const { page } = visit;
	const listed = await offered(passa, dataDir);
	await visit.open(listed.page);
	const form = page.locator('form[data-mpesa]');
	const quote = plain(await form.locator('dl').textContent());
	if (!sums.test(quote)) throw new Error(`it shows ${quote}`);
	await form.getByText(/KES 774 comes back.*Passa's fee of KES 24 does not come back/).waitFor();
	await visit.accessible();
	await visit.fits();
	await form.getByLabel('Your M-Pesa number').fill(freshPhone());
	await form.getByRole('button', { name: /^Pay (KES|with M-Pesa)/ }).click();
	await ticketsCome(visit, 1);
	await page.getByText('Another fan', { exact: true }).waitFor();
	await visit.accessible();
	// The proof is of this purchase, not of the first sale of the ticket.
	await page.getByRole('link', { name: 'See what each payee gets' }).click();
	const proof = page.locator('[data-proof]');
	await proof.waitFor();
	const shown = plain(await proof.locator('dl').textContent());
	if (!sums.test(shown)) throw new Error(`the proof shows ${shown}`);
	if ((await page.getByRole('article').count()) !== 1) throw new Error('it shows tickets of others');
	await visit.accessible();
	await visit.fits();
	await visit.open(listed.page);
	await visit.reads('This ticket is no longer for sale');
	await auditIsGreen(dataDir, 2);
}

/** The prompt is refused: nothing is paid, and the ticket can be bought again from its page, once the phone is proved. */
export async function boughtAtSecondTry(visit: Visit, passa: PassaFile, dataDir: string): Promise<void> {
	const { page } = visit;
	const listed = await offered(passa, dataDir);
	await visit.open(listed.page);
	await page.getByLabel('Your M-Pesa number').fill(await phoneThat(passa, 'cancelled'));
	await page.getByRole('button', { name: /^Pay (KES|with M-Pesa)/ }).click();
	await page.getByRole('link', { name: 'Back to the ticket' }).click({ timeout: 40_000 });
	await visit.reads('A ticket from another fan');
	const phone = freshPhone();
	await page.getByLabel('Your M-Pesa number').fill(phone);
	await page.getByRole('button', { name: /^Pay (KES|with M-Pesa)/ }).click();
	// After a try that nobody paid, the next phone is proved.
	await page.getByText(/^We sent a code by SMS to \+2547/).waitFor();
	visit.forgive(/403/);
	await page.getByLabel(codeField).fill(await codeTo(visit, phone));
	await page.getByLabel(codeField).press('Enter');
	await ticketsCome(visit, 1);
}
