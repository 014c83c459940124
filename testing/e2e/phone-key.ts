import { ticketsCome } from './buy-by-mpesa.ts';
import { buyWithDemoWallet } from './buy-with-demo-wallet.ts';
import { inMessageTo, lastNine } from './messages.ts';
import { freshPhone } from './phones.ts';
import { signInByPhone } from './sign-in.ts';
import type { Visit } from './visit.ts';

/** Buys one ticket by M-Pesa, and sends it to another number if one is given. */
async function buy(visit: Visit, phone: string, contact?: string): Promise<void> {
	const { page } = visit;
	await visit.open('/events/1/checkout?method=mpesa');
	await page.getByRole('radio', { name: /Regular/ }).check();
	await page.getByLabel('Your M-Pesa number').fill(phone);
	if (contact) {
		await page.getByText('Another number or e-mail for the tickets').click();
		await page.getByLabel('Phone number for the tickets').fill(contact);
		await visit.accessible();
		await visit.fits();
	}
	await page.getByRole('button', { name: /^Pay KES/ }).click();
	await ticketsCome(visit, 1);
}

/** The short link in the newest SMS to a number, as the outbox page shows it. */
const linkTo = (visit: Visit, phone: string): Promise<string> =>
	inMessageTo(visit, lastNine(phone), /\/t\/[0-9A-Za-z]{10}/);

async function showsTickets(visit: Visit, count: number): Promise<void> {
	await visit.open('/tickets');
	await visit.reads('My tickets');
	if (count > 0)
		await visit.page
			.getByRole('article')
			.nth(count - 1)
			.waitFor();
	else await visit.page.getByText('You have not bought any tickets here yet.').waitFor();
}

/** Bought on one phone, paid by another: the number that gets the SMS opens the tickets, and the one that paid does not. */
export async function opensOnAnotherPhone(visit: Visit): Promise<void> {
	const [payer, contact] = [freshPhone(), freshPhone()];
	await buy(visit, payer, contact);
	await visit.page.getByRole('heading', { name: 'Your tickets on any phone' }).waitFor();
	await visit.accessible();
	await visit.fits();
	const link = await linkTo(visit, contact);
	const friend = await visit.another();
	await friend.open(link);
	await ticketsCome(friend, 1);
	if (/\/t\/|[?&]t=/.test(friend.page.url()))
		throw new Error(`the link stays in the address: ${friend.page.url()}`);
	// A reader by a link names nobody else.
	if (await friend.page.getByText('Send them to another number or e-mail').count())
		throw new Error('a contact may change the contact');
	friend.mustBeClean();
	await friend.context.close();
	await opensByCode(visit, contact, 1);
	await opensByCode(visit, payer, 0);
}

/** On a new phone, with nothing but the code that is sent to the number. */
async function opensByCode(visit: Visit, phone: string, count: number): Promise<void> {
	const other = await visit.another();
	await other.open('/tickets');
	await other.page.getByRole('link', { name: 'Find them by my number' }).click();
	await signInByPhone(other, phone);
	await showsTickets(other, count);
	await other.accessible();
	await other.fits();
	if (count > 0) {
		await other.page.getByRole('article').first().click();
		await ticketsCome(other, count);
	}
	other.mustBeClean();
	await other.context.close();
}

/** The link of the message only shows the tickets, and says what to do; signed in with the number that paid, one has all of it. */
async function holdsAnywhere(visit: Visit, { link, phone }: { link: string; phone: string }): Promise<void> {
	const other = await visit.another();
	const { page } = other;
	await other.open(link);
	await ticketsCome(other, 1);
	await page.locator('[data-to-act="payer"]').waitFor();
	if (await page.getByText('I have a wallet of my own').count())
		throw new Error('a link alone moves tickets');
	await other.accessible();
	await other.fits();
	await page.getByRole('link', { name: 'Sign in with that number' }).click();
	await signInByPhone(other, phone);
	await page.waitForURL((url) => url.pathname.startsWith('/pay/'));
	await page.getByText('I have a wallet of my own').first().waitFor();
	if (await page.locator('[data-to-act]').count()) throw new Error('its holder is told to sign in');
	await other.accessible();
	other.mustBeClean();
	await other.context.close();
}

/** If nobody is named, the number that paid is the key; a contact that is named later takes its place. */
export async function contactIsNamedLater(visit: Visit): Promise<void> {
	const { page } = visit;
	const [payer, contact] = [freshPhone(), freshPhone()];
	await buy(visit, payer);
	const first = await linkTo(visit, payer);
	await holdsAnywhere(visit, { link: first, phone: payer });
	await page.getByText('Send them to another number or e-mail').click();
	await page.getByLabel('Phone number for the tickets').fill('123');
	await page.getByRole('button', { name: 'Save and send' }).click();
	await page.getByText('That is not a Kenyan mobile number.').waitFor();
	await page.getByLabel('Phone number for the tickets').fill(contact);
	await page.getByLabel('The number that paid opens them, too').uncheck();
	await page.getByRole('button', { name: 'Save and send' }).click();
	await linkTo(visit, contact);
	const stranger = await visit.another();
	await stranger.open(first);
	await stranger.reads('This link opens nothing');
	await stranger.accessible();
	await stranger.open('/t/0000000000');
	await stranger.reads('This link opens nothing');
	await stranger.context.close();
	visit.forgive(/400/);
}

/** A number is typed once in a browser: the next checkout shows it, and a sign-in on another phone brings it along. */
export async function numberIsKnown(visit: Visit): Promise<void> {
	const phone = freshPhone();
	await buy(visit, phone);
	const shown = `${phone.slice(0, 4)} ${phone.slice(4, 7)} ${phone.slice(7)}`;
	await showsNumber(visit, shown);
	const other = await visit.another();
	await showsNumber(other, '');
	await other.open('/sign-in');
	await signInByPhone(other, phone);
	await showsNumber(other, shown);
	await other.context.close();
}

async function showsNumber(visit: Visit, wanted: string): Promise<void> {
	await visit.open('/events/1/checkout?method=mpesa');
	const found = await visit.page.getByLabel('Your M-Pesa number').inputValue();
	if (found !== wanted) throw new Error(`the checkout shows the number ${found}, not ${wanted}`);
}

/** A wallet's tickets, too: who shows that the wallet is theirs names a number, which finds them on another phone. */
export async function walletNamesANumber(visit: Visit): Promise<void> {
	const { page } = visit;
	const contact = freshPhone();
	await buyWithDemoWallet(visit);
	await visit.open(visit.orderUrl);
	await page.getByRole('link', { name: 'Show that this wallet is yours' }).click();
	await page.getByRole('button', { name: /demo wallet/i }).click();
	await page.waitForURL((url) => url.pathname.startsWith('/orders/'), { timeout: 15_000 });
	await page.getByLabel('Phone number for the tickets').fill(contact);
	await visit.accessible();
	await visit.fits();
	await page.getByRole('button', { name: 'Save and send' }).click();
	await page.getByText('Saved. The message is on its way.').waitFor();
	const link = await linkTo(visit, contact);
	const other = await visit.another();
	await other.open(link);
	await other.page.waitForURL((url) => url.pathname.startsWith('/orders/'));
	await other.open('/tickets');
	await other.page.getByRole('link', { name: 'Find them by my number' }).click();
	await signInByPhone(other, contact);
	await other.open('/tickets');
	await other.page.getByRole('article').first().waitFor();
	other.mustBeClean();
	await other.context.close();
}
