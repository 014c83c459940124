import type { PassaFile } from '#scripts/passa-file.ts';
import { PassaError } from '#shared/errors.ts';
import { FakeFreighter } from './fake-freighter.ts';
import { codeTo } from './messages.ts';
import { freshPhone } from './phones.ts';
import type { Visit } from './visit.ts';

export const freshAddress = (name: string): string =>
	`${name}-${crypto.randomUUID().slice(0, 8)}@example.com`;

/** Signs in with a code from the outbox, and returns to the page that required it. */
export async function signInByEmail(visit: Visit, address: string): Promise<void> {
	const { page } = visit;
	await page.getByRole('link', { name: 'E-mail', exact: true }).click();
	await page.getByLabel('Your e-mail address').fill(address);
	await page.getByRole('button', { name: 'Send me a code' }).click();
	const code = await codeInOutbox(visit, address);
	await giveCode(visit, code);
}

/** The same by phone, the way that is offered first. */
export async function signInByPhone(visit: Visit, phone: string): Promise<void> {
	const { page } = visit;
	await page.getByLabel('Your phone number').fill(phone);
	await page.getByRole('button', { name: 'Send me a code' }).click();
	await giveCode(visit, await codeInOutbox(visit, phone));
}

async function giveCode({ page }: Visit, code: string): Promise<void> {
	// Six digits are sent by themselves, if scripts run.
	await page.getByLabel('The six digits').fill(code);
	await page
		.getByRole('button', { name: 'Sign in', exact: true })
		.click({ timeout: 2000 })
		.catch(() => {});
	await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'), { timeout: 15_000 });
}

/** Adds a phone to the account that is signed in, and is back on the page that asked for it. */
export async function provePhone(visit: Visit, phone: string, back: RegExp): Promise<void> {
	const { page } = visit;
	await page.getByLabel('Your phone number').fill(phone);
	await page.getByRole('button', { name: 'Send me a code' }).click();
	await page.getByLabel('The six digits').fill(await codeInOutbox(visit, phone));
	await page
		.getByRole('button', { name: 'Add it', exact: true })
		.click({ timeout: 2000 })
		.catch(() => {});
	await page.waitForURL((url) => back.test(url.pathname), { timeout: 15_000 });
}

/** Finds the code as people do: in the newest message to this recipient on the outbox page. */
async function codeInOutbox(visit: Visit, recipient: string): Promise<string> {
	await visit.page.getByLabel('The six digits').waitFor();
	return codeTo(visit, recipient);
}

/** A phone's code, without JavaScript: form by form, back to the page that was wanted; then signed out again. */
export async function signInWithoutScripts(visit: Visit): Promise<void> {
	const { page } = visit;
	const phone = freshPhone();
	await visit.open('/account');
	await visit.reads('Sign in');
	await page.getByLabel('Your phone number').fill('12345');
	await page.getByRole('button', { name: 'Send me a code' }).click();
	await page.getByText('That is not a Kenyan mobile number.').waitFor();
	await page.getByLabel('Your phone number').fill(phone);
	await page.getByRole('button', { name: 'Send me a code' }).click();
	const code = await codeInOutbox(visit, phone);
	await page.getByLabel('The six digits').fill(code === '000000' ? '111111' : '000000');
	await page.getByRole('button', { name: 'Sign in', exact: true }).click();
	await page.getByText('That code is not right').waitFor();
	// A person who returns from reading the message finds the page as it was.
	await visit.open('/sign-in');
	await giveCode(visit, code);
	await visit.reads('How you sign in');
	const text = (await page.locator('main').textContent()) ?? '';
	if (!/\+2547•••••\d{3}/.test(text)) throw new Error(`the number is not shown, or not masked: ${text}`);
	await page.getByRole('button', { name: 'Sign out', exact: true }).last().click();
	await visit.open('/account');
	await visit.reads('Sign in');
	visit.forgive(/400/);
}

/** Freighter signs a message: the organizer of the demo's first event sees its sales, published long before the account was. */
export async function signInWithFreighter(visit: Visit, passa: PassaFile): Promise<void> {
	const { page } = visit;
	const organizer = passa.people.find((p) => p.role === 'organizer' && p.secret);
	if (!organizer) throw new PassaError('NO_DEMO', 'this visit needs the demo: start without --no-demo');
	await visit.open('/sign-in?by=wallet&next=/organizer/events/1');
	const wallet = await FakeFreighter.bring(page, organizer.secret!, passa.networkPassphrase);
	await wallet.install();
	wallet.declines = 'signature';
	await page.getByRole('button', { name: 'Continue with Freighter' }).click();
	await page.getByText('You declined in the wallet. Nothing happened.').waitFor({ timeout: 15_000 });
	await visit.accessible();
	wallet.declines = 'nothing';
	await page.getByRole('button', { name: 'Continue with Freighter' }).click();
	await visit.reads('Blankets & Basslines');
	await page.getByText('Sold today').waitFor();
	await page.getByRole('button', { name: 'Copy link for fans' }).waitFor();
	await visit.open('/organizer/events/2');
	await page.getByText('Event 2 is not one of yours.').waitFor();
	visit.forgive(/404/);
}

/** The account page: adds and removes a wallet, ends another session, switches language. */
export async function accountIsOnesOwn(visit: Visit): Promise<void> {
	const { page } = visit;
	await visit.open('/account');
	await visit.accessible();
	await page.getByRole('link', { name: 'Add a phone number' }).click();
	const phone = freshPhone();
	await page.getByLabel('Your phone number').fill(phone);
	await page.getByRole('button', { name: 'Send me a code' }).click();
	const code = await codeInOutbox(visit, phone);
	await page.getByLabel('The six digits').fill(code);
	await page.getByText('Added.', { exact: true }).waitFor({ timeout: 15_000 });
	await visit.accessible();
	await removalNamesItsCost(visit);
	await page.locator('summary[aria-label^="Remove +2547"]').click();
	await page.getByText(/^You can no longer sign in with \+2547/).waitFor();
	await page.locator('[data-confirm]:visible').click();
	await page.getByText('Removed.', { exact: true }).waitFor();
	await page.getByText('This browser').waitFor();
	await page.getByRole('combobox', { name: 'Language' }).selectOption('sw');
	await page.getByRole('button', { name: 'Use this language' }).click();
	await visit.reads('Lugha');
	await page.getByRole('combobox', { name: 'Lugha' }).selectOption('en');
	await page.getByRole('button', { name: 'Tumia lugha hii' }).click();
	await visit.reads('Language');
}

/** The wallet that published a running event names that event before it can be removed. */
async function removalNamesItsCost({ page, eventName }: Visit): Promise<void> {
	const wallet = page.locator('summary[aria-label^="Remove G"]').first();
	await wallet.click();
	await page
		.locator('details[open]', { hasText: eventName })
		.getByText(/is not over/)
		.waitFor();
	await page.locator('[data-confirm]:visible').waitFor();
	await wallet.click();
}
