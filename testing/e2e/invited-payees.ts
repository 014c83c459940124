import type { Page, Route } from 'playwright-core';
import { inMessageTo, lastNine } from './messages.ts';
import { freshPhone } from './phones.ts';
import { freshAddress, signInByEmail, signInByPhone } from './sign-in.ts';
import type { Visit } from './visit.ts';

/** An organizer names a payee by phone, who brings a wallet, then is paid later instead; both pages say so. */
export async function payeesAnswer(visit: Visit): Promise<void> {
	const { page } = visit;
	const phone = freshPhone();
	const money = await draftWithPayee(visit);
	// At a person's pace: the payee is saved, and only the invitation makes a change that is not.
	await page.locator('[data-saving="saved"]').waitFor();
	await page.getByLabel('Their phone or e-mail').fill('12');
	await page.getByRole('button', { name: 'Send invitation' }).click();
	await page.getByText(/not a Kenyan/).waitFor();
	visit.forgive(/400/);
	await page.getByLabel('Their phone or e-mail').fill(phone);
	await page.getByRole('button', { name: 'Send invitation' }).click();
	await page.getByText('Waiting for Wamũ’s wallet', { exact: true }).waitFor();
	const link = await inMessageTo(visit, lastNine(phone), /\/payees\/[\w-]+/);

	const payee = await visit.another();
	await payee.open(link);
	await payee.reads('Sign in');
	await payee.page.getByText('You are invited.').waitFor();
	await signInByPhone(payee, phone);
	await payee.reads(/shares ticket money with you/);
	await layoutsOf(payee, link);
	await payee.page.getByText('as Sound and light').waitFor();
	await payee.page.getByRole('button', { name: /demo wallet/ }).click();
	await payee.page.getByText(/You are paid to G/).waitFor({ timeout: 30_000 });
	await visit.open(money);
	await page.getByText('Wamũ brings a wallet').waitFor();
	await payee.page.getByRole('button', { name: 'Hold it for me' }).click();
	await payee.page.getByText('You can change this until the event is published.').waitFor();
	payee.mustBeClean();
	await payee.context.close();

	await visit.open(money);
	await page.getByText('Wamũ is paid later').waitFor();
	await visit.accessible();
	await visit.open(money.replace('money', 'publish'));
	await page.getByText('Wamũ (held by Passa)').waitFor();
	await visit.open(money);
	await page.getByRole('button', { name: 'Withdraw' }).click();
	await page.getByLabel('Their phone or e-mail').waitFor();
}

/** An organizer invites a payee by phone. Returns the path that the message names. */
export async function invitesAPayee(visit: Visit, phone: string): Promise<{ link: string }> {
	const { page } = visit;
	await draftWithPayee(visit);
	await page.locator('[data-saving="saved"]').waitFor();
	await page.getByLabel('Their phone or e-mail').fill(phone);
	await page.getByRole('button', { name: 'Send invitation' }).click();
	await page.getByText('Waiting for Wamũ’s wallet', { exact: true }).waitFor();
	const link = await inMessageTo(visit, lastNine(phone), /\/payees\/[\w-]+/);
	return { link };
}

async function draftWithPayee(visit: Visit): Promise<string> {
	const { page } = visit;
	await visit.open('/organizer/team');
	await visit.reads('Sign in');
	await signInByEmail(visit, freshAddress('njeri'));
	await visit.reads('Team');
	await page.getByLabel('The name that fans see').fill(`Njeri ${crypto.randomUUID().slice(0, 4)}`);
	await page.getByRole('button', { name: 'Start the team' }).click();
	await page.getByText('Your team is ready.').waitFor();
	await visit.open('/organizer');
	await page.getByRole('button', { name: 'New event' }).first().click();
	await page.waitForURL(/\/organizer\/drafts\/[^?]+/);
	const money = `${new URL(page.url()).pathname}?step=money`;
	// The page that is left saves as it goes, which the next one may hear of as a change from elsewhere: it merges both.
	visit.forgive(/409/);
	await visit.open(money);
	await page.getByRole('button', { name: 'Add a payee' }).click();
	await whileTheDraftIsRead(
		page,
		() => page.getByLabel('Name', { exact: true }).last().fill('Wamũ'),
		() => page.getByLabel('Role').last().selectOption('sound'),
	);
	return money;
}

/**
 * Acts after a change was saved and while the draft's prices are read: for longer than the editor waits before it saves again.
 */
async function whileTheDraftIsRead(
	page: Page,
	change: () => Promise<unknown>,
	act: () => Promise<unknown>,
): Promise<void> {
	const hold = async (route: Route): Promise<void> => {
		await new Promise((done) => setTimeout(done, 2000));
		await route.continue();
	};
	await page.route(/\/preview$/, hold, { times: 1 });
	// Before the change: on a slow machine it may be saved before the next line runs.
	const read = page.waitForRequest(/\/preview$/);
	await change();
	await read;
	await act();
}

async function layoutsOf(visit: Visit, path: string): Promise<void> {
	const { page, context, base } = visit;
	for (const [lang, colorScheme, width] of [
		['sw', 'dark', 320],
		['sw', 'light', 1280],
		['en', 'light', 390],
	] as const) {
		await context.addCookies([{ name: 'lang', value: lang, url: base }]);
		await page.emulateMedia({ colorScheme });
		await page.setViewportSize({ width, height: 900 });
		await visit.open(path);
		await visit.fits();
		await visit.accessible();
	}
}
